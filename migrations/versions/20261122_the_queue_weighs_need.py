"""the queue weighs need."""

import sqlalchemy as sa
from alembic import op

revision = "20261122h1"
down_revision = "20261122w3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("desk_clocks", schema=None) as batch_op:
        for name in ("first_time", "distress"):
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            )


def downgrade() -> None:
    with op.batch_alter_table("desk_clocks", schema=None) as batch_op:
        batch_op.drop_column("distress")
        batch_op.drop_column("first_time")

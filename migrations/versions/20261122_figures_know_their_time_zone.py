"""figures know their time zone."""

import sqlalchemy as sa
from alembic import op

revision = "20261122p2"
down_revision = "20261122n3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reckonings", schema=None) as batch_op:
        column = sa.Column("zone", sa.String(length=60), server_default="UTC", nullable=False)
        batch_op.add_column(column)


def downgrade() -> None:
    with op.batch_alter_table("reckonings", schema=None) as batch_op:
        batch_op.drop_column("zone")

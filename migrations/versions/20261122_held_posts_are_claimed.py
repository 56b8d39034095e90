"""Held posts are claimed apart from the question of their thread."""

import sqlalchemy as sa
from alembic import op

revision = "20261122r2"
down_revision = "20261122r1"
branch_labels = None
depends_on = None

STANDING = {
    "sqlite_where": sa.text("released_at IS NULL"),
    "postgresql_where": sa.text("released_at IS NULL"),
}


def upgrade() -> None:
    with op.batch_alter_table("claims") as batch_op:
        kind = sa.Column("kind", sa.String(length=8), server_default="queue", nullable=False)
        batch_op.add_column(kind)
        batch_op.drop_index("uq_claims_standing")
        columns = ["thread_id", "kind"]
        batch_op.create_index("uq_claims_standing", columns, unique=True, **STANDING)


def downgrade() -> None:
    op.execute("DELETE FROM claims WHERE kind = 'held'")
    with op.batch_alter_table("claims") as batch_op:
        batch_op.drop_index("uq_claims_standing")
        batch_op.create_index("uq_claims_standing", ["thread_id"], unique=True, **STANDING)
        batch_op.drop_column("kind")

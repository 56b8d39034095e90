"""the desk remembers acts on several items."""

import sqlalchemy as sa
from alembic import op

revision = "20261122h2"
down_revision = "20261122h1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_bulks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=10), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_desk_bulks_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_bulks")),
    )
    op.create_index("ix_desk_bulks_by", "desk_bulks", ["by_id", "id"])


def downgrade() -> None:
    op.drop_table("desk_bulks")

"""Hours are kept by a page: for everywhere, and for single categories."""

import sqlalchemy as sa
from alembic import op

revision = "20261122r3"
down_revision = "20261122n2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("holidays", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_desk_hours_by_id_users")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_desk_hours_category_id_categories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_hours")),
        sa.UniqueConstraint("category_id", name=op.f("uq_desk_hours_category_id")),
    )


def downgrade() -> None:
    op.drop_table("desk_hours")

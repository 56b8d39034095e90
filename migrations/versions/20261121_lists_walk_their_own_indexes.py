"""Lists walk their own indexes."""

from alembic import op

revision = "20261121x"
down_revision = "20261121w"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_threads_state_active": ["support_state", "public_active_at", "id"],
    "ix_threads_category_state_active": [
        "category_id",
        "support_state",
        "public_active_at",
        "id",
    ],
    "ix_threads_category_kind_active": ["category_id", "kind", "public_active_at", "id"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "threads", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "threads")

"""Search keeps its orders and marks in indexes."""

import sqlalchemy as sa
from alembic import op

revision = "20261122l1"
down_revision = "20261121y"
branch_labels = None
depends_on = None

PLAIN = {
    "ix_threads_category_created": ["category_id", "created_at", "id"],
    "ix_threads_created": ["created_at", "id"],
    "ix_threads_staff_active": ["staff_active_at", "id"],
    "ix_threads_state_created": ["support_state", "created_at", "id"],
}
LIMITED = (
    ("posts", "ix_posts_held", ["thread_id"], "held_at IS NOT NULL"),
    ("posts", "ix_posts_opening_score", ["score", "thread_id"], "number = 1"),
    ("posts", "ix_posts_with_code", ["thread_id"], "{place}(html, '<pre') > 0"),
    ("posts", "ix_posts_with_image", ["thread_id"], "{place}(html, '<img') > 0"),
    ("threads", "ix_threads_held", ["id"], "held_at IS NOT NULL"),
)


def upgrade() -> None:
    for name, columns in PLAIN.items():
        op.create_index(name, "threads", columns)
    for table, name, columns, condition in LIMITED:
        op.create_index(
            name,
            table,
            columns,
            sqlite_where=sa.text(condition.format(place="instr")),
            postgresql_where=sa.text(condition.format(place="strpos")),
        )


def downgrade() -> None:
    for table, name, _columns, _condition in LIMITED:
        op.drop_index(name, table)
    for name in PLAIN:
        op.drop_index(name, "threads")

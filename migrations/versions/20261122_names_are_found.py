"""People are found by their names whatever the case."""

import sqlalchemy as sa
from alembic import op

revision = "20261122f1"
down_revision = "20261122ho1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    column = "lower(name) text_pattern_ops" if is_postgres else "lower(name)"
    op.create_index("ix_users_name_lower", "users", [sa.text(column)])


def downgrade() -> None:
    op.drop_index("ix_users_name_lower", "users")

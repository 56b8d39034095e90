"""Names and addresses are unique whatever their case, as the models say."""

import sqlalchemy as sa
from alembic import op

revision = "20261121y"
down_revision = "20261121x"
branch_labels = None
depends_on = None

COLUMNS = {"uq_users_username_lower": "username", "uq_users_email_lower": "email"}


def upgrade() -> None:
    for name, column in COLUMNS.items():
        op.create_index(name, "users", [sa.text(f"lower({column})")], unique=True)


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_index(name, "users")

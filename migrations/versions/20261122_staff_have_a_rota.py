"""Staff have a rota: a week for each person, and days that differ."""

import sqlalchemy as sa
from alembic import op

revision = "20261122r4"
down_revision = "20261122s1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_rosters",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("on_call", sa.String(length=200), nullable=False),
        sa.Column("load_limit", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_desk_rosters_by_id_users")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_desk_rosters_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_desk_rosters")),
    )
    op.create_table(
        "desk_rota_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("on_call", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_desk_rota_changes_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_desk_rota_changes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_rota_changes")),
    )
    with op.batch_alter_table("desk_rota_changes") as batch_op:
        batch_op.create_index("ix_desk_rota_changes_last", ["last", "user_id"])


def downgrade() -> None:
    op.drop_table("desk_rota_changes")
    op.drop_table("desk_rosters")

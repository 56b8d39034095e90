"""Incidents know planned work, updates know their components, components can be archived."""

import sqlalchemy as sa
from alembic import op

revision = "20261122u1"
down_revision = "20261122n1"
branch_labels = None
depends_on = None

NO = sa.false()


def upgrade() -> None:
    op.create_table(
        "incident_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_incident_templates_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_incident_templates_name")),
    )
    op.add_column("components", sa.Column("archived_at", sa.DateTime(), nullable=True))
    for column in (
        sa.Column("backfilled", sa.Boolean(), nullable=False, server_default=NO),
        sa.Column("scheduled_for", sa.DateTime(), nullable=True),
        sa.Column("scheduled_until", sa.DateTime(), nullable=True),
        sa.Column("starts_itself", sa.Boolean(), nullable=False, server_default=NO),
        sa.Column("ends_itself", sa.Boolean(), nullable=False, server_default=NO),
        sa.Column("plan", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("incidents", column)
    with op.batch_alter_table("incident_updates") as updates:
        updates.add_column(sa.Column("parts", sa.JSON(), nullable=False, server_default="[]"))
        updates.add_column(sa.Column("shown_at", sa.DateTime(), nullable=True))
        updates.add_column(
            sa.Column("deliver", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    op.execute("UPDATE incident_updates SET shown_at = created_at")
    with op.batch_alter_table("incident_updates") as updates:
        updates.alter_column("shown_at", existing_type=sa.DateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("incident_updates") as updates:
        for name in ("deliver", "shown_at", "parts"):
            updates.drop_column(name)
    with op.batch_alter_table("incidents") as incidents:
        for name in ("plan", "ends_itself", "starts_itself", "scheduled_until", "scheduled_for"):
            incidents.drop_column(name)
        incidents.drop_column("backfilled")
    with op.batch_alter_table("components") as components:
        components.drop_column("archived_at")
    op.drop_table("incident_templates")

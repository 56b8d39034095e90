"""How staff share the queue: who an item is meant for, and until when it may rest."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

STANDING = text("ended_at IS NULL")


class Assignment(db.Model):
    """An item meant for a person, or a group, or (neither) handed back to everybody with a note."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(
            "uq_assignments_standing",
            "thread_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_assignments_to", "to_id", "ended_at"),
        Index("ix_assignments_group", "group_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    #: whoever of the group comes first
    group_id: Mapped[int | None] = mapped_column(ForeignKey("staff_groups.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class Snooze(db.Model):
    """An item rests until a time; its deadline does not."""

    __tablename__ = "snoozes"
    __table_args__ = (
        Index(
            "uq_snoozes_standing",
            "thread_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_snoozes_by", "by_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    until: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

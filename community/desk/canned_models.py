"""Canned replies: texts that were written once, and where they were put to use."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class CannedReply(db.Model):
    """A text with variables. Anybody of staff proposes one; it serves once a moderator said yes."""

    __tablename__ = "canned_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(Text)
    #: a proposal to put this in the place of another one
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("canned_replies.id", ondelete="SET NULL"), index=True
    )
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    #: rises with each change: two who edit at once do not overwrite each other unseen
    version: Mapped[int] = mapped_column(default=1)


class CannedUse(db.Model):
    """One person put it into a reply to one thread; twice is once."""

    __tablename__ = "canned_uses"
    __table_args__ = (UniqueConstraint("canned_id", "thread_id", "by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    canned_id: Mapped[int] = mapped_column(ForeignKey("canned_replies.id", ondelete="CASCADE"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    used_at: Mapped[datetime] = mapped_column(default=now)

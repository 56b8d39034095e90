"""Where events wait, and how far each handler has come with each of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class OutboxEvent(db.Model):
    """A fact in the past tense, written in the same transaction as the change."""

    __tablename__ = "outbox_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Handling(db.Model):
    """One event for one handler."""

    __tablename__ = "outbox_handlings"
    __table_args__ = (
        UniqueConstraint("event_id", "lane"),
        Index("ix_outbox_handlings_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("outbox_events.id", ondelete="CASCADE"))
    lane: Mapped[str] = mapped_column(String(120))
    #: waiting · done · dead
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    due_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(2000))
    done_at: Mapped[datetime | None]

"""Where events wait, and how far each handler has come with each of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

WAITING = text("state = 'waiting'")
DEAD = text("state = 'dead'")


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
    # done rows are many and never looked for: the indexes know only the others
    __table_args__ = (
        UniqueConstraint("event_id", "lane"),
        Index(
            "ix_outbox_handlings_waiting",
            "lane",
            "due_at",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("ix_outbox_handlings_dead", "id", sqlite_where=DEAD, postgresql_where=DEAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("outbox_events.id", ondelete="CASCADE"))
    lane: Mapped[str] = mapped_column(String(120))
    #: waiting · done · dead
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    due_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(2000))
    done_at: Mapped[datetime | None]


#: a literal, since SQLite uses a partial index only when it can read the condition
IS_WAITING = Handling.state == literal_column("'waiting'")
IS_DEAD = Handling.state == literal_column("'dead'")


class OutboxWorker(db.Model):
    """A process that handles events, and when it last said that it is alive."""

    __tablename__ = "outbox_workers"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    host: Mapped[str] = mapped_column(String(120))
    pid: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(default=now)
    beat_at: Mapped[datetime] = mapped_column(default=now)

"""How the outbox fares: what waits in each lane, since when, and what nobody could handle."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select

from community.clock import now
from community.extensions import db
from community.outbox.models import IS_DEAD, IS_WAITING, Handling, OutboxEvent, OutboxWorker
from community.outbox.registry import handlers


@dataclass(frozen=True)
class LaneState:
    lane: str
    #: False: another version of the code listened here; nobody works this lane now
    known: bool
    waiting: int = 0
    due: int = 0
    oldest: timedelta | None = None
    dead: int = 0
    last_error: str | None = None


def lanes() -> list[LaneState]:
    """Every lane that is listened to, or has something left; two statements."""
    moment = now()
    is_due = case((Handling.due_at <= moment, Handling.due_at))
    waiting = {
        row.lane: row
        for row in db.session.execute(
            select(
                Handling.lane,
                func.count().label("waiting"),
                func.count(is_due).label("due"),
                func.min(is_due).label("oldest"),
            )
            .where(IS_WAITING)
            .group_by(Handling.lane)
        )
    }
    dead = {
        row.lane: row.dead
        for row in db.session.execute(
            select(Handling.lane, func.count().label("dead")).where(IS_DEAD).group_by(Handling.lane)
        )
    }
    errors = _last_errors()
    return [
        LaneState(
            lane,
            known=lane in handlers,
            waiting=waiting[lane].waiting if lane in waiting else 0,
            due=waiting[lane].due if lane in waiting else 0,
            oldest=_age(waiting[lane].oldest, moment) if lane in waiting else None,
            dead=dead.get(lane, 0),
            last_error=errors.get(lane),
        )
        for lane in sorted({*handlers, *waiting, *dead})
    ]


def late_since(edge: datetime) -> datetime | None:
    """Since when something waits that was due before the edge and that nobody works on."""
    oldest = select(func.min(Handling.due_at)).where(
        IS_WAITING,
        Handling.lane.in_(list(handlers)),
        Handling.due_at < edge,
        or_(Handling.leased_until.is_(None), Handling.leased_until < edge),
    )
    return db.session.scalar(oldest)


def dead_ones(limit: int = 20) -> list[Any]:
    """What nobody could handle, the newest first: (id, lane, name, payload, last_error)."""
    return list(
        db.session.execute(
            select(
                Handling.id,
                Handling.lane,
                OutboxEvent.name,
                OutboxEvent.payload,
                Handling.last_error,
            )
            .join(OutboxEvent, OutboxEvent.id == Handling.event_id)
            .where(IS_DEAD)
            .order_by(Handling.id.desc())
            .limit(limit)
        )
    )


def workers() -> list[OutboxWorker]:
    """Those that gave a sign of life, the youngest sign first."""
    return list(db.session.scalars(select(OutboxWorker).order_by(OutboxWorker.beat_at.desc())))


def _last_errors() -> dict[str, str]:
    """The last line of the newest error that still stands, by lane."""
    rows = db.session.execute(
        select(Handling.lane, Handling.last_error)
        .where(or_(IS_WAITING, IS_DEAD), Handling.last_error.is_not(None))
        .order_by(Handling.id.desc())
        .limit(500)
    )
    found: dict[str, str] = {}
    for lane, error in rows:
        found.setdefault(lane, last_line(error))
    return found


def last_line(error: str | None) -> str:
    """Of a traceback: what went wrong."""
    return (error or "").strip().rpartition("\n")[2][:200]


def _age(moment: datetime | str | None, at: datetime) -> timedelta | None:
    return at - moment if isinstance(moment, datetime) else None

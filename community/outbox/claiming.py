"""Leases on handlings: taken, renewed, ended; what decides between two workers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from community.clock import now
from community.extensions import db, writing
from community.outbox.models import IS_WAITING, Handling, OutboxEvent
from community.outbox.registry import events

LEASE = timedelta(seconds=30)  # renewed while the worker lives; a killed one's work waits so long
MINUTE, HOUR = 60, 3600
#: seconds before the next try: three days in all, so that a weekend without mail server is survived
PAUSES = (
    *(1, 5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 20 * HOUR, 24 * HOUR),
)
DEATHS = 20  # processes that may die over one handling before it counts as what kills them


class Unknown(Exception):
    """The event was written by another version of the code."""


@dataclass(frozen=True)
class Claimed:
    id: int
    attempts: int
    name: str
    payload: dict[str, Any]

    def event(self) -> Any:
        """The fact as its class; what that class no longer has is left out."""
        kind = events.get(self.name)
        if kind is None:
            raise Unknown(f"No event is called {self.name} here.")
        if self.attempts > len(PAUSES) + DEATHS:
            raise Unknown("The process died each time it handled this.")
        known = {field.name for field in fields(kind)}
        return kind(**{k: v for k, v in self.payload.items() if k in known})


def claim(lane: str, size: int, worker: str) -> list[Claimed]:
    """Take a lease on what is due in a lane; a conditional update decides between two workers."""
    moment = now()
    due = (
        select(Handling.id)
        .where(IS_WAITING, Handling.lane == lane, Handling.due_at <= moment)
        .where(or_(Handling.leased_until.is_(None), Handling.leased_until < moment))
        .order_by(Handling.due_at, Handling.id)
        .limit(size)
    )
    nothing = db.session.scalar(due.limit(1)) is None
    db.session.rollback()
    if nothing:
        return []
    with writing():
        ids = list(db.session.scalars(due.with_for_update(skip_locked=True)))
        db.session.execute(
            update(Handling)
            .where(Handling.id.in_(ids))
            .values(leased_until=moment + LEASE, leased_by=worker, attempts=Handling.attempts + 1)
        )
        rows = db.session.execute(
            select(Handling.id, Handling.attempts, OutboxEvent.name, OutboxEvent.payload)
            .join(OutboxEvent, OutboxEvent.id == Handling.event_id)
            .where(Handling.id.in_(ids))
            .order_by(Handling.due_at, Handling.id)
        ).all()
    return [Claimed(*row) for row in rows]


def finish(claimed: Sequence[Claimed], worker: str) -> set[int]:
    """Mark as done what is still ours, inside writing(); answers their ids.

    Called before the handler in the same transaction: a worker that slept past its lease finds
    the work taken by another one and does not do it twice.
    """
    statement = (
        update(Handling)
        .where(_ours(claimed, worker))
        .values(state="done", done_at=now(), leased_until=None, leased_by=None)
        .returning(Handling.id)
    )
    return set(db.session.scalars(statement))


def fail(one: Claimed, worker: str, error: str) -> bool:
    """Try again after a growing pause; past the last one a person has to look (answers True)."""
    dead = one.attempts > len(PAUSES)
    pause = PAUSES[min(one.attempts, len(PAUSES)) - 1]
    with writing():
        db.session.execute(
            update(Handling)
            .where(_ours([one], worker))
            .values(
                state="dead" if dead else "waiting",
                due_at=now() + timedelta(seconds=pause),
                leased_until=None,
                leased_by=None,
                last_error=error[-2000:],
            )
        )
    return dead


def put_off(one: Claimed, worker: str, at: datetime) -> None:
    """Come back at this moment, as if it had not been tried."""
    with writing():
        _give_back(_ours([one], worker), due_at=at)


def release(claimed: Iterable[Claimed], worker: str) -> None:
    """Give back what was claimed but not begun."""
    left = list(claimed)
    if left:
        with writing():
            _give_back(_ours(left, worker))


def release_all(worker: str) -> None:
    """Give back everything a worker held; inside writing()."""
    _give_back(IS_WAITING, Handling.leased_by == worker)


def renew(worker: str) -> None:
    """Long handlers keep their lease while their process lives; inside writing()."""
    db.session.execute(
        update(Handling)
        .where(IS_WAITING, Handling.leased_by == worker)
        .values(leased_until=now() + LEASE)
    )


def _give_back(*conditions: Any, **values: Any) -> None:
    db.session.execute(
        update(Handling)
        .where(*conditions)
        .values(leased_until=None, leased_by=None, attempts=Handling.attempts - 1, **values)
    )


def _ours(claimed: Sequence[Claimed], worker: str) -> Any:
    ids = [one.id for one in claimed]
    return Handling.id.in_(ids) & (Handling.leased_by == worker) & IS_WAITING

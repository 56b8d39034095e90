"""Write an event and one handling per listener, in the transaction of the change."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from community.clock import now
from community.extensions import db
from community.outbox.models import Handling, OutboxEvent
from community.outbox.muting import is_muted
from community.outbox.registry import Event, listeners

#: called with the lanes that have something to do, after the commit; the worker wakes up by it
wakers: list[Callable[[set[str]], None]] = []
RUNG = "outbox_lanes"


def record(fact: Event, at: datetime | None = None) -> None:
    """Let every handler of this event hear of it after the commit, or at a later moment.

    A timed event is never taken back: its handler reads the present state and may do nothing.
    """
    record_all([fact], at)


def record_all(facts: Sequence[Event], at: datetime | None = None) -> None:
    """As record, for many facts of one kind: two statements in all."""
    facts = [fact for fact in facts if not is_muted(fact, at)]
    lanes = listeners.get(type(facts[0]).__name__, []) if facts else []
    if not lanes:
        return
    moment = now()
    due = at or moment
    rows = [
        {"name": type(fact).__name__, "payload": _plain(fact), "created_at": moment}
        for fact in facts
    ]
    db.session.flush()  # what the facts are about is written before them
    ids = db.session.scalars(insert(OutboxEvent).returning(OutboxEvent.id), rows).all()
    db.session.execute(
        insert(Handling),
        [
            {"event_id": row_id, "lane": lane, "state": "waiting", "due_at": due, "attempts": 0}
            for row_id in ids
            for lane in lanes
        ],
    )
    if due <= moment:
        db.session.info.setdefault(RUNG, set()).update(lanes)


def _plain(fact: Event) -> dict[str, Any]:
    values = asdict(fact)
    for name, value in values.items():
        if not isinstance(value, int | str | bool | float | None):
            raise TypeError(
                f"{type(fact).__name__}.{name}: events carry ids and plain values only."
            )
    return values


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    lanes = session.info.pop(RUNG, None)
    if lanes:
        for waker in wakers:
            waker(lanes)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(RUNG, None)

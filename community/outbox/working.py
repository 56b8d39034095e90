"""The worker: brings each event to each handler at least once, every handler in its own lane."""

import logging
import threading
import traceback
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from community.clock import now
from community.extensions import db, writing
from community.outbox import recording
from community.outbox.models import Handling, OutboxEvent
from community.outbox.registry import Handler, events, handlers

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # a killed worker's handlings are taken up again after this
POLL = 0.25  # seconds: hears of timed events and of other processes' commits
PAUSES = (1, 5, 30, 120, 600, 1800, 3600, 7200)  # seconds before the next try
BATCH = 20  # handlings claimed at once


@dataclass(frozen=True)
class Claimed:
    id: int
    attempts: int
    event: Any


def drain(limit: int = 10_000) -> int:
    """Handle everything that is due, here and now; for tests, commands and seeds."""
    done = 0
    while done < limit:
        count = sum(work_lane(handler) for handler in list(handlers.values()))
        if not count:
            break
        done += count
    return done


def work_lane(handler: Handler) -> int:
    """Claim what is due in one lane and handle it; answers how many were tried."""
    claimed = claim(handler.lane, max(handler.batch, BATCH))
    if handler.batch:
        for start in range(0, len(claimed), handler.batch):
            _attempt(handler, claimed[start : start + handler.batch])
    else:
        for one in claimed:
            _attempt(handler, [one])
    return len(claimed)


def claim(lane: str, size: int) -> list[Claimed]:
    """Take a lease on due handlings; a conditional update decides between two workers."""
    moment = now()
    due = (
        select(Handling.id)
        .where(Handling.state == "waiting", Handling.lane == lane, Handling.due_at <= moment)
        .where((Handling.leased_until.is_(None)) | (Handling.leased_until < moment))
        .order_by(Handling.id)
        .limit(size)
    )
    if not db.session.scalars(due).first():
        db.session.rollback()
        return []
    with writing():
        ids = list(db.session.scalars(due.with_for_update(skip_locked=True)))
        db.session.execute(
            update(Handling)
            .where(Handling.id.in_(ids))
            .values(leased_until=moment + LEASE, attempts=Handling.attempts + 1)
        )
        rows = db.session.execute(
            select(Handling.id, Handling.attempts, OutboxEvent.name, OutboxEvent.payload)
            .join(OutboxEvent, OutboxEvent.id == Handling.event_id)
            .where(Handling.id.in_(ids))
            .order_by(Handling.id)
        ).all()
    return [Claimed(r.id, r.attempts, events[r.name](**r.payload)) for r in rows]


def _attempt(handler: Handler, claimed: list[Claimed]) -> None:
    facts = [one.event for one in claimed]
    try:
        if handler.writes:
            with writing():
                _call(handler, facts)
                _mark_done(claimed)
        else:
            _call(handler, facts)
            db.session.rollback()
            with writing():
                _mark_done(claimed)
    except Exception:
        log.exception("%s failed", handler.lane)
        _mark_failed(claimed, traceback.format_exc())


def _call(handler: Handler, facts: list[Any]) -> None:
    if handler.batch:
        handler.function(facts)
    else:
        handler.function(facts[0])


def _mark_done(claimed: list[Claimed]) -> None:
    db.session.execute(
        update(Handling)
        .where(Handling.id.in_([one.id for one in claimed]))
        .values(state="done", done_at=now(), leased_until=None)
    )


def _mark_failed(claimed: list[Claimed], error: str) -> None:
    """Try again after a growing pause; past the last one a person has to look."""
    with writing():
        for one in claimed:
            dead = one.attempts > len(PAUSES)
            pause = PAUSES[min(one.attempts, len(PAUSES)) - 1]
            db.session.execute(
                update(Handling)
                .where(Handling.id == one.id)
                .values(
                    state="dead" if dead else "waiting",
                    due_at=now() + timedelta(seconds=pause),
                    leased_until=None,
                    last_error=error[-2000:],
                )
            )


class Worker:
    """One thread (a greenlet under gevent) a lane, woken by commits of this process."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stopping = threading.Event()
        self.bells = {lane: threading.Event() for lane in handlers}
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        recording.wakers.append(self.wake)
        for handler in handlers.values():
            thread = threading.Thread(
                target=self._run, args=(handler,), name=f"outbox {handler.lane}", daemon=True
            )
            thread.start()
            self.threads.append(thread)

    def wake(self) -> None:
        for bell in self.bells.values():
            bell.set()

    def stop(self, wait: float = 5) -> None:
        self.stopping.set()
        self.wake()
        if self.wake in recording.wakers:
            recording.wakers.remove(self.wake)
        for thread in self.threads:
            thread.join(wait)

    def _run(self, handler: Handler) -> None:
        bell = self.bells[handler.lane]
        while not self.stopping.is_set():
            bell.clear()
            with self.app.app_context():
                try:
                    busy = work_lane(handler)
                except Exception:
                    log.exception("The lane %s stumbled", handler.lane)
                    busy = 0
            if not busy:
                bell.wait(POLL)

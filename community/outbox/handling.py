"""One attempt: an event, or a batch of them, meets its handler."""

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime

from community.extensions import db, writing
from community.outbox.claiming import Claimed, claim, fail, finish, put_off, release
from community.outbox.registry import Handler

log = logging.getLogger(__name__)

CLAIMED_AT_ONCE = 20
LONG = 0.2  # seconds a write transaction may last before the log says whose it was


class Later(Exception):
    """A handler's answer: not now, but at this moment. It counts as no attempt."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"Not before {at:%Y-%m-%d %H:%M:%S}.")
        self.at = at


def work_lane(handler: Handler, worker: str, stopping: Callable[[], bool] = lambda: False) -> int:
    """Claim what is due in one lane and handle it; answers how many were tried."""
    claimed = claim(handler.lane, max(handler.batch, CLAIMED_AT_ONCE), worker)
    size = max(handler.batch, 1)
    for start in range(0, len(claimed), size):
        if stopping():
            release(claimed[start:], worker)
            break
        attempt(handler, claimed[start : start + size], worker)
    return len(claimed)


def attempt(handler: Handler, claimed: Sequence[Claimed], worker: str) -> None:
    """A batch that fails is tried one by one, so that one bad event holds up no other."""
    try:
        if handler.writes:
            with writing():
                began = time.monotonic()
                kept = finish(claimed, worker)
                _call(handler, [one for one in claimed if one.id in kept])
            _note_length(handler, time.monotonic() - began)
        else:
            _call(handler, claimed)
            db.session.rollback()
            with writing():
                finish(claimed, worker)
    except Exception as error:
        db.session.rollback()
        if len(claimed) > 1:
            for one in claimed:
                attempt(handler, [one], worker)
        elif isinstance(error, Later):
            put_off(claimed[0], worker, error.at)
        else:
            _note_failure(handler, claimed[0], worker)


def _note_length(handler: Handler, seconds: float) -> None:
    """Nobody else writes meanwhile, and on the laptop nothing else happens at all."""
    if seconds > LONG:
        log.warning("%s kept others from writing for %.2f s", handler.lane, seconds)


def _call(handler: Handler, claimed: Sequence[Claimed]) -> None:
    facts = [one.event() for one in claimed]
    if not facts:
        return
    if handler.batch:
        handler.function(facts)
    else:
        handler.function(facts[0])


def _note_failure(handler: Handler, one: Claimed, worker: str) -> None:
    words = traceback.format_exc()
    if fail(one, worker, words):
        log.error("%s gave up on %s %s\n%s", handler.lane, one.name, one.payload, words)
    else:
        log.warning("%s failed on %s %s\n%s", handler.lane, one.name, one.payload, words)

"""The worker: brings each event to each handler at least once, every handler in its own lane."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import partial
from typing import TypeVar

from flask import Flask

from community.clock import now
from community.extensions import db
from community.outbox import beating, recording
from community.outbox.handling import work_lane
from community.outbox.polling import Poller, due_lanes
from community.outbox.pruning import prune
from community.outbox.registry import Handler, handlers

log = logging.getLogger(__name__)

BREATH = 0.001  # seconds
STUMBLED = 1.0  # seconds a lane rests when the database itself failed
T = TypeVar("T")
PRUNE_EVERY = timedelta(hours=1)

#: called with the application when a worker starts, and quick: longer repairs begin a thread
starters: list[Callable[[Flask], None]] = []


def drain(limit: int = 10_000, rooms: Collection[str] = ()) -> int:
    """Handle everything that is due, here and now; for tests, commands and seeds. With `rooms`
    theirs alone: what the others would do with it stays waiting."""
    name = beating.new_name()
    ours = [one for one in handlers.values() if not rooms or one.lane.split(".")[0] in rooms]
    done = 0
    while done < limit:
        db.session.rollback()  # what was read before is older than what waits
        due = set(db.session.scalars(due_lanes(now())))
        count = sum(work_lane(one, name) for one in ours if one.lane in due)
        if not count:
            break
        done += count
    return done


class Worker:
    """One thread (a greenlet under gevent) a lane, asleep until its bell rings, and one that
    rings them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.name = beating.new_name()
        self.stopping = threading.Event()
        self.turns = threading.Lock()
        self.bells = {lane: threading.Event() for lane in handlers}
        self.threads: list[threading.Thread] = []
        self.next_prune = now() + timedelta(minutes=5)
        self.next_beat = 0.0

    def start(self) -> None:
        with self.app.app_context():
            beating.begin(self.name)
        recording.wakers.append(self.wake)
        for begin in starters:
            begin(self.app)
        for handler in handlers.values():
            self._spawn(f"outbox {handler.lane}", partial(self._run, handler))
        self._spawn("outbox poller", self._poll)

    def wake(self, lanes: set[str]) -> None:
        for lane in lanes:
            if lane in self.bells:  # another version of the code may know more of them
                self.bells[lane].set()

    def stop(self, wait: float = 10) -> None:
        """Let running handlers end, give back what was not begun, sign off."""
        deadline = time.monotonic() + wait
        self.stopping.set()
        if self.wake in recording.wakers:
            recording.wakers.remove(self.wake)
        self.wake(set(self.bells))
        for thread in self.threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        with self.app.app_context():
            self._safely("signing off", lambda: beating.end(self.name))

    def _spawn(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        self.threads.append(thread)

    def _run(self, handler: Handler) -> None:
        bell = self.bells[handler.lane]
        while not self.stopping.is_set():
            bell.wait()
            bell.clear()
            while not self.stopping.is_set() and self._work(handler):
                pass

    def _work(self, handler: Handler) -> int:
        if self._is_over():
            return 0
        with self.app.app_context():
            done = self._safely(handler.lane, lambda: work_lane(handler, self.name, self._is_over))
        return done or 0

    def _is_over(self) -> bool:
        """Asked before each step. A step never yields under SQLite, and one post wakes a dozen
        lanes: taking turns with a breath between lets the server answer pages in the gaps."""
        with self.turns:
            time.sleep(BREATH)
        return self.stopping.is_set()

    def _poll(self) -> None:
        poller = Poller(self.app, list(self.bells))
        while not self.stopping.wait(poller.tick):
            with self.app.app_context():
                due = self._safely("looking for work", poller.due_lanes)
                self.wake(due or set())
                if time.monotonic() >= self.next_beat:
                    self.next_beat = time.monotonic() + beating.BEAT
                    self._safely("a sign of life", lambda: beating.beat(self.name))
                if now() >= self.next_prune:
                    self.next_prune = now() + PRUNE_EVERY
                    self._safely("pruning", prune)
        poller.version.close()

    def _safely(self, what: str, work: Callable[[], T]) -> T | None:
        """The worker outlives everything, a lost database and gevent's time limits (which are no
        Exception) included: a lane whose thread ended would stand still unnoticed."""
        try:
            return work()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:
            log.exception("The outbox stumbled: %s", what)
            db.session.rollback()
            self.stopping.wait(STUMBLED)
            return None

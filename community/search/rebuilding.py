"""The index is disposable: made anew beside the live one, compared with the database, repaired."""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import func, select

from community import offload
from community.extensions import db
from community.forum.models import Thread
from community.forum.queries import listed
from community.outbox.models import OutboxEvent
from community.search import engine, indexing, vocabulary
from community.search.engine import AlreadyRebuilding, CannotBuild

log = logging.getLogger(__name__)

CHUNK = 50  # threads read and indexed at once; live changes wait for one chunk at most
WORDS_AT_ONCE = 200  # threads whose words are counted in one write
SOON = 200  # threads: fewer are indexed at once, more in the background

Report = Callable[[int, int], None]  # (done, of how many)


@dataclass(frozen=True)
class Compared:
    """What a check found, and mended."""

    threads: int
    missing: int
    stale: int
    left_over: int

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.stale or self.left_over)


def rebuild(
    report: Report = lambda done, total: None, at_the_end: Callable[[], None] = lambda: None
) -> int:
    """Build a new index beside the live one and swap it in; answers the number of threads.

    What changes meanwhile is indexed again afterwards, so that nothing is lost in between.
    """
    with engine.current().alone():
        began = _last_event()
        draft = engine.call(engine.current().rebuild, pool="index")
        try:
            done = _fill(draft, report)
            at_the_end()
            engine.call(draft.swap_in, pool="index")
        except BaseException:
            engine.call(draft.give_up, pool="index")
            raise
        _catch_up(began)
    return done


def _fill(draft: engine.Rebuild, report: Report) -> int:
    total = db.session.scalar(select(func.count(Thread.id)).where(listed())) or 0
    done = last = 0
    words: dict[int, vocabulary.Words] = {}
    vocabulary.forget_all()
    while ids := _next_threads(last):
        texts = indexing.documents_of(ids)
        db.session.rollback()
        words |= indexing.put(draft, texts)
        if len(words) >= WORDS_AT_ONCE:
            vocabulary.learn(words)
            words = {}
        last = ids[-1]
        done += len(ids)
        report(done, max(total, done))
    vocabulary.learn(words)
    return done


def _next_threads(after: int) -> list[int]:
    return list(
        db.session.scalars(
            select(Thread.id).where(Thread.id > after, listed()).order_by(Thread.id).limit(CHUNK)
        )
    )


def _last_event() -> int:
    last = db.session.scalar(select(func.max(OutboxEvent.id))) or 0
    db.session.rollback()
    return last


def _catch_up(since: int) -> None:
    """Index again what events named since then."""
    payloads = db.session.scalars(
        select(OutboxEvent.payload).where(OutboxEvent.id > since).order_by(OutboxEvent.id)
    )
    ids = sorted({p["thread_id"] for p in payloads if p.get("thread_id")})
    for start in range(0, len(ids), CHUNK):
        indexing.index(ids[start : start + CHUNK])


def check(report: Report = lambda done, total: None) -> Compared:
    """Compare every thread with the index and mend what differs."""
    known = engine.call(engine.current().stamps)
    left = set(known)
    threads = missing = stale = last = 0
    total = db.session.scalar(select(func.count(Thread.id)).where(listed())) or 0
    while ids := _next_threads(last):
        texts = indexing.documents_of(ids)
        db.session.rollback()
        wanted = offload.call(_stamps, texts, pool="search")
        missing += sum(1 for i in ids if i not in known)
        wrong = [i for i in ids if known.get(i) != wanted[i]]
        stale += sum(1 for i in wrong if i in known)
        indexing.index(wrong)
        left.difference_update(ids)
        last = ids[-1]
        threads += len(ids)
        report(threads, max(total, threads))
    for start in range(0, len(gone := sorted(left)), CHUNK):
        indexing.index(gone[start : start + CHUNK])  # those that are gone are removed by it
    return Compared(threads, missing, stale, len(left))


def _stamps(texts: dict[int, Any]) -> dict[int, list[str]]:
    return {i: sorted(d.stamp for d in one.documents()) for i, one in texts.items()}


def make_sure() -> None:
    """There is no usable index: make one, at once if that is quick, else in the background."""
    count = db.session.scalar(select(func.count(Thread.id))) or 0
    db.session.rollback()
    if count > SOON:
        begin_in_background(current_app._get_current_object())  # type: ignore[attr-defined]
        return
    with contextlib.suppress(AlreadyRebuilding):
        rebuild()


def repair_at_start(app: Flask) -> None:
    """Called when a worker starts: an index that is missing, broken or of another version is
    made anew while everything else already works."""
    with app.app_context():
        usable = engine.call(engine.current().is_usable)
    if not usable:
        begin_in_background(app)


def begin_in_background(app: Flask) -> threading.Thread:
    """Rebuild in a thread (a greenlet under gevent) of its own."""

    def run() -> None:
        with app.app_context():
            try:
                log.info("The search index is being built")
                log.info("The search index holds %d threads now", rebuild())
            except AlreadyRebuilding:
                log.info("The search index is already being built")
            except CannotBuild as error:
                log.error(error)
            except Exception:
                log.exception("The search index could not be built")

    thread = threading.Thread(target=run, name="search rebuild", daemon=True)
    thread.start()
    return thread


def index_opens() -> str | None:
    """For /readyz: why the index cannot be read. While it is being built titles are searched, so
    the process is ready."""
    if engine.call(engine.current().is_usable) or is_rebuilding():
        return None
    if not db.session.scalar(select(Thread.id).limit(1)):
        return None  # an empty community has no index before its first thread
    return "the search index is missing or broken; run: flask search rebuild"


def is_rebuilding() -> bool:
    """Whether some process is building the index now."""
    try:
        with engine.current().alone():
            return False
    except AlreadyRebuilding:
        return True

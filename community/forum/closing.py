"""Threads that take no more replies, by staff or by the clock, and that do again."""

from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum.acts import Closure
from community.forum.events import ThreadChanged
from community.forum.models import Thread
from community.forum.posting import lock
from community.forum.supporting import recompute
from community.journal import note


def close(thread: Thread, by: User | None, reason: str = "") -> None:
    """`by` is None when the clock does it; then the asker opens it again by writing."""
    lock(thread)
    if thread.closed_at:
        return
    by_id = by.id if by else None
    db.session.add(Closure(thread_id=thread.id, by_id=by_id, reason=reason[:300], created_at=now()))
    _finish(thread, by_id, "close", reason)


def reopen(thread: Thread, by: User, reason: str = "") -> None:
    lock(thread)
    standing = select(Closure).where(Closure.thread_id == thread.id, Closure.reopened_at.is_(None))
    rows = list(db.session.scalars(standing))
    for row in rows:
        row.reopened_at, row.reopened_by_id = now(), by.id
    if rows:
        _finish(thread, by.id, "reopen", reason)


def _finish(thread: Thread, by_id: int | None, action: str, reason: str) -> None:
    recompute(thread)
    outbox.record(ThreadChanged(thread.id))
    note(action, "thread", thread.id, by_id, reason=reason)

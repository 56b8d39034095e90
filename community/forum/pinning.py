"""Threads that stay on top of their category."""

from community import caching, outbox
from community.accounts.models import User
from community.clock import now
from community.forum.events import ThreadChanged
from community.forum.models import Thread
from community.forum.supporting import tags_of
from community.journal import note


def pin(thread: Thread, by: User) -> None:
    if not thread.pinned_at:
        thread.pinned_at = now()
        _finish(thread, by, "pin")


def unpin(thread: Thread, by: User) -> None:
    if thread.pinned_at:
        thread.pinned_at = None
        _finish(thread, by, "unpin")


def _finish(thread: Thread, by: User, action: str) -> None:
    caching.touch(*tags_of(thread))
    outbox.record(ThreadChanged(thread.id))
    note(action, "thread", thread.id, by.id)

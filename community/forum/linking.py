"""Two threads that belong together."""

from sqlalchemy import delete

from community import caching, outbox
from community.extensions import db
from community.forum.acts import ThreadLink
from community.forum.adding import add_once
from community.forum.events import ThreadChanged
from community.forum.models import Thread
from community.forum.supporting import tags_of

LINK_KINDS = ("duplicate", "related")


def link(thread: Thread, other: Thread, kind: str) -> None:
    """`thread` is a duplicate of `other`, or related to it."""
    if kind not in LINK_KINDS or thread.id == other.id:
        raise ValueError(f"No such link: {kind} from {thread.id} to {other.id}.")
    if add_once(ThreadLink, thread_id=thread.id, to_thread_id=other.id, kind=kind):
        _finish(thread, other)


def unlink(thread: Thread, other: Thread, kind: str) -> None:
    db.session.execute(
        delete(ThreadLink).where(
            ThreadLink.thread_id == thread.id,
            ThreadLink.to_thread_id == other.id,
            ThreadLink.kind == kind,
        )
    )
    _finish(thread, other)


def _finish(*threads: Thread) -> None:
    for thread in threads:
        caching.touch(*tags_of(thread))
        outbox.record(ThreadChanged(thread.id))

"""Soft deletion: hide and restore posts and threads, with who and why."""

from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum.acts import Hiding
from community.forum.events import PostChanged, ThreadChanged
from community.forum.models import Post, Thread
from community.forum.posting import lock
from community.forum.supporting import recompute
from community.journal import note


def hide_post(post: Post, by: User, reason: str = "") -> None:
    """A thread without its opening means nothing: hiding post 1 hides the thread."""
    thread = db.session.get_one(Thread, post.thread_id)
    if post.is_opening:
        return hide_thread(thread, by, reason)
    lock(thread)
    if post.hidden_at:
        return
    post.hidden_at = now()
    _note_hiding(thread, post, by, reason)
    _finish_post(thread, post, by, "hide", reason)


def restore_post(post: Post, by: User, reason: str = "") -> None:
    thread = db.session.get_one(Thread, post.thread_id)
    if post.is_opening:
        return restore_thread(thread, by, reason)
    lock(thread)
    if not post.hidden_at:
        return
    post.hidden_at = None
    _end_hiding(thread, post, by)
    _finish_post(thread, post, by, "restore", reason)


def hide_thread(thread: Thread, by: User, reason: str = "") -> None:
    lock(thread)
    if thread.hidden_at:
        return
    thread.hidden_at = now()
    _note_hiding(thread, None, by, reason)
    _finish_thread(thread, by, "hide", reason)


def restore_thread(thread: Thread, by: User, reason: str = "") -> None:
    lock(thread)
    if not thread.hidden_at:
        return
    thread.hidden_at = None
    _end_hiding(thread, None, by)
    _finish_thread(thread, by, "restore", reason)


def _note_hiding(thread: Thread, post: Post | None, by: User, reason: str) -> None:
    db.session.add(
        Hiding(
            thread_id=thread.id,
            post_id=post.id if post else None,
            by_id=by.id,
            reason=reason[:300],
            created_at=now(),
        )
    )


def _end_hiding(thread: Thread, post: Post | None, by: User) -> None:
    standing = select(Hiding).where(
        Hiding.thread_id == thread.id,
        Hiding.post_id == (post.id if post else None),
        Hiding.restored_at.is_(None),
    )
    for row in db.session.scalars(standing):
        row.restored_at, row.restored_by_id = now(), by.id


def _finish_post(thread: Thread, post: Post, by: User, action: str, reason: str) -> None:
    recompute(thread)
    outbox.record(PostChanged(thread.id, post.id))
    note(action, "post", post.id, by.id, reason=reason)


def _finish_thread(thread: Thread, by: User, action: str, reason: str) -> None:
    recompute(thread)
    outbox.record(ThreadChanged(thread.id))
    note(action, "thread", thread.id, by.id, reason=reason)

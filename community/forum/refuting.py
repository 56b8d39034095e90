"""Staff say that a customer's answer is wrong, and take that back."""

from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum import verifying
from community.forum.acts import Refutation
from community.forum.events import AnswerRefuted, PostChanged
from community.forum.models import Post, Thread
from community.forum.posting import lock
from community.forum.supporting import recompute
from community.journal import note


def refute(post: Post, by: User) -> None:
    """It stays to be read, marked; the question waits for us again unless another answer stands.
    Inside writing()."""
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    if post.refuted_at:
        return
    verifying.unverify(post, by)
    post.refuted_at = now()
    db.session.add(
        Refutation(thread_id=thread.id, post_id=post.id, by_id=by.id, created_at=post.refuted_at)
    )
    _finish(thread, post, by, "refute")
    outbox.record(AnswerRefuted(thread.id, post.id, by.id))


def unrefute(post: Post, by: User) -> None:
    """Inside writing()."""
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    if not post.refuted_at:
        return
    post.refuted_at = None
    standing = select(Refutation).where(
        Refutation.post_id == post.id, Refutation.withdrawn_at.is_(None)
    )
    for row in db.session.scalars(standing):
        row.withdrawn_at = now()
    _finish(thread, post, by, "unrefute")


def _finish(thread: Thread, post: Post, by: User, action: str) -> None:
    recompute(thread)
    outbox.record(PostChanged(thread.id, post.id))
    note(action, "post", post.id, by.id)

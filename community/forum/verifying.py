"""Staff stand behind a customer's answer, and take that back."""

from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum.acts import Refutation, Verification
from community.forum.events import PostChanged
from community.forum.models import Post, Thread
from community.forum.posting import lock
from community.forum.supporting import recompute
from community.journal import note


def verify(post: Post, by: User) -> None:
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    if post.verified_at:
        return
    _say_no_more_that_it_is_wrong(post)
    post.verified_at = now()
    db.session.add(Verification(post_id=post.id, by_id=by.id, created_at=post.verified_at))
    _finish(thread, post, by, "verify")


def unverify(post: Post, by: User) -> None:
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    if not post.verified_at:
        return
    post.verified_at = None
    standing = select(Verification).where(
        Verification.post_id == post.id, Verification.withdrawn_at.is_(None)
    )
    for row in db.session.scalars(standing):
        row.withdrawn_at = now()
    _finish(thread, post, by, "unverify")


def _say_no_more_that_it_is_wrong(post: Post) -> None:
    if post.refuted_at:
        post.refuted_at = None
        standing = (Refutation.post_id == post.id, Refutation.withdrawn_at.is_(None))
        for row in db.session.scalars(select(Refutation).where(*standing)):
            row.withdrawn_at = now()


def _finish(thread: Thread, post: Post, by: User, action: str) -> None:
    recompute(thread)
    outbox.record(PostChanged(thread.id, post.id))
    note(action, "post", post.id, by.id)

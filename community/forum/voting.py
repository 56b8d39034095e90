"""Readers found a post helpful; on post 1 they have the same question (me-too)."""

from sqlalchemy import delete

from community import outbox
from community.accounts.models import User
from community.extensions import db
from community.forum.acts import Vote
from community.forum.adding import add_once
from community.forum.events import PostChanged
from community.forum.models import Post, Thread
from community.forum.posting import lock
from community.forum.supporting import recompute


def vote(post: Post, by: User) -> None:
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    if add_once(Vote, post_id=post.id, user_id=by.id):
        _finish(thread, post, 1)


def unvote(post: Post, by: User) -> None:
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    gone = delete(Vote).where(Vote.post_id == post.id, Vote.user_id == by.id)
    if db.session.execute(gone).rowcount:  # type: ignore[attr-defined]
        _finish(thread, post, -1)


def _finish(thread: Thread, post: Post, change: int) -> None:
    """The score may hold votes from elsewhere (imports), so it is moved, not counted."""
    post.score = Post.score + change
    recompute(thread)
    outbox.record(PostChanged(thread.id, post.id))

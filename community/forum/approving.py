"""Let a held post go to its readers; its clock runs from when it was asked."""

from community import outbox
from community.accounts.models import User
from community.extensions import db
from community.forum.events import PostApproved
from community.forum.models import Post, Thread
from community.forum.posting import announce, lock
from community.forum.supporting import recompute
from community.journal import note


def approve(post: Post, by: User) -> None:
    """For an opening post the whole thread. Hiding it instead is how one refuses."""
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    if not (post.held_at or (post.is_opening and thread.held_at)):
        return
    post.held_at = None
    if post.is_opening:
        thread.held_at = None
    recompute(thread)
    announce(thread, post)
    outbox.record(PostApproved(thread.id, post.id))
    note("approve", "post", post.id, by.id)

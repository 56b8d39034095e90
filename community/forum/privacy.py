"""Staff take from the public what should not stand there, and give it back if that was wrong."""

from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum.acts import Privacy
from community.forum.events import PostChanged, ThreadChanged
from community.forum.models import Post, Thread
from community.forum.posting import lock
from community.forum.supporting import recompute
from community.journal import note

PRIVATE = "asker_and_staff"


def make_private(post: Post, by: User) -> None:
    """Only the asker, its author and staff read it from now on. A thread without its opening means
    nothing: for post 1 that goes for the whole thread."""
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    posts = _public_posts(thread) if post.is_opening else [post]
    posts = [one for one in posts if one.audience == "public"]
    if not posts:
        return
    moment = now()
    for one in posts:
        one.audience = PRIVATE
        values = {"thread_id": thread.id, "post_id": one.id, "by_id": by.id, "created_at": moment}
        db.session.add(Privacy(**values))
    if post.is_opening:
        thread.audience = PRIVATE
    _finish(thread, post, posts, by, "make_private")


def make_public(post: Post, by: User) -> None:
    """Back to where it stood; what its author wrote in private stays private."""
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    row = standing_privacy(post)
    if row is None or (thread.audience != "public" and not post.is_opening):
        return
    rows = _of_one_act(row) if post.is_opening else [row]
    posts = []
    for each in rows:
        each.ended_at, each.ended_by_id = now(), by.id
        one = db.session.get_one(Post, each.post_id)
        one.audience = "public"
        posts.append(one)
    if post.is_opening:
        thread.audience = "public"
    _finish(thread, post, posts, by, "make_public")


def standing_privacy(post: Post) -> Privacy | None:
    return db.session.scalar(
        select(Privacy).where(Privacy.post_id == post.id, Privacy.ended_at.is_(None))
    )


def _public_posts(thread: Thread) -> list[Post]:
    found = select(Post).where(Post.thread_id == thread.id, Post.audience == "public")
    return list(db.session.scalars(found.order_by(Post.number)))


def _of_one_act(row: Privacy) -> list[Privacy]:
    """What became private together with an opening post."""
    same = select(Privacy).where(
        Privacy.thread_id == row.thread_id,
        Privacy.created_at == row.created_at,
        Privacy.ended_at.is_(None),
    )
    return list(db.session.scalars(same))


def _finish(thread: Thread, post: Post, posts: list[Post], by: User, action: str) -> None:
    recompute(thread)
    for one in posts:
        outbox.record(PostChanged(thread.id, one.id))
    if post.is_opening:
        outbox.record(ThreadChanged(thread.id))
    note(action, "post", post.id, by.id)

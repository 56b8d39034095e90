"""Customers who solved the like: whom we may ask what nobody has written down yet."""

from collections.abc import Sequence

from sqlalchemy import func, select

from community.accounts.models import User
from community.accounts.readers import Reader
from community.clock import now
from community.extensions import db
from community.forum.models import Post, Thread
from community.search import searching

MOST = 3  # who is named; a crowd feels meant by nobody
LOOKED_AT = 50  # threads that are near


def usernames(words: str, reader: Reader) -> Sequence[str]:
    """Whose answers were accepted in public threads about it, trusted customers first."""
    ids = [hit.thread_id for hit in searching.search(words, reader).hits[:LOOKED_AT]]
    found = (
        select(User.username)
        .join(Post, Post.author_id == User.id)
        .join(Thread, Thread.answer_post_id == Post.id)
        .where(
            Thread.id.in_(ids),
            Thread.audience == "public",
            Thread.hidden_at.is_(None),
            Post.badge_role.is_(None),
            User.closed_at.is_(None),
            User.suspended_until.is_(None) | (User.suspended_until < now()),
        )
        .group_by(User.id)
        .order_by(User.trusted_at.is_(None), func.count().desc(), User.id)
        .limit(MOST)
    )
    return db.session.scalars(found).all()

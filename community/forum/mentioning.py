"""Who a post names: only people who may read it, and never its author."""

from sqlalchemy import func, select

from community.accounts.models import User
from community.extensions import db
from community.forum import policy
from community.forum.acts import Mention
from community.forum.adding import add_once
from community.forum.models import Post, Thread
from community.markup import mentioned_in

MOST = 50  # people one post may call, its edits included


def keep_mentions(post: Post, thread: Thread) -> list[int]:
    """Write a row for everyone newly named; answers their ids."""
    names = {name.lower() for name in mentioned_in(post.html)}
    if not names:
        return []
    people = db.session.scalars(
        select(User).where(
            func.lower(User.username).in_(names),
            User.closed_at.is_(None),
            User.id != post.author_id,
        )
    )
    kept = select(func.count()).select_from(Mention).where(Mention.post_id == post.id)
    room = MOST - (db.session.scalar(kept) or 0)
    able = [person.id for person in people if policy.can_read_post(person, post, thread)]
    new: list[int] = []
    for person_id in able:
        if len(new) < room and add_once(Mention, post_id=post.id, user_id=person_id):
            new.append(person_id)
    return new

"""Who wants to hear of a thread."""

from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum.acts import Following
from community.forum.adding import add_once
from community.forum.models import Thread


def follow(thread: Thread, user: User) -> None:
    if not add_once(Following, thread_id=thread.id, user_id=user.id):
        following = db.session.get_one(Following, (thread.id, user.id))
        if following.ended_at:
            following.created_at, following.ended_at = now(), None


def unfollow(thread: Thread, user: User) -> None:
    """Keeps the row, so that writing there does not sign the person up again."""
    add_once(Following, thread_id=thread.id, user_id=user.id)
    following = db.session.get_one(Following, (thread.id, user.id))
    following.ended_at = following.ended_at or now()


def follow_by_itself(thread_id: int, user_id: int) -> None:
    """Whoever writes hears what comes, unless they ended it before."""
    add_once(Following, thread_id=thread_id, user_id=user_id)

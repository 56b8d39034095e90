"""Who of us spoke last in a thread that waits: the promise, and what comes back, is theirs."""

from sqlalchemy import select

from community.desk.models import DeskClock
from community.extensions import db
from community.forum.models import Post
from community.forum.queries import standing


def note_speaker(thread_id: int) -> None:
    """Inside writing(); nothing happens where nobody waits for us."""
    clock = db.session.get(DeskClock, thread_id)
    if clock:
        clock.spoken_by_id = _last_speaker(thread_id)


def _last_speaker(thread_id: int) -> int | None:
    return db.session.scalar(
        select(Post.author_id)
        .where(
            Post.thread_id == thread_id,
            Post.number > 1,
            Post.badge_role.is_not(None),
            Post.audience != "staff",
            standing(),
        )
        .order_by(Post.number.desc())
        .limit(1)
    )

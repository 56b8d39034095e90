"""Who is in need behind a waiting question: a first-time asker, words of distress."""

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from community.desk.distress import words_of_distress
from community.desk.models import DeskClock
from community.extensions import db
from community.forum.models import Post, Thread
from community.forum.queries import standing

LATEST = 5  # posts of the asker that are read: what they said last is what they feel


def note_needs(thread_id: int) -> bool:
    """Whether anything changed. Inside writing(); nothing happens where nobody waits for us."""
    clock, thread = db.session.get(DeskClock, thread_id), db.session.get(Thread, thread_id)
    if clock is None or thread is None:
        return False
    before = clock.first_time, clock.distress
    clock.first_time = not _asked_before(thread)
    clock.distress = _in_distress(thread)
    return before != (clock.first_time, clock.distress)


def _asked_before(thread: Thread) -> bool:
    earlier = aliased(Thread)
    asked = (earlier.author_id == thread.author_id, earlier.id < thread.id)
    counts = (earlier.kind == "question", earlier.hidden_at.is_(None))
    return bool(db.session.scalar(select(exists().where(*asked, *counts))))


def _in_distress(thread: Thread) -> bool:
    """In the title or what the asker wrote since they wait."""
    texts = db.session.scalars(
        select(Post.source)
        .where(
            Post.thread_id == thread.id,
            Post.author_id == thread.author_id,
            Post.created_at >= thread.waiting_since,
            standing(),
        )
        .order_by(Post.number.desc())
        .limit(LATEST)
    ).all()
    title = thread.title if thread.waiting_for != "follow_up" else ""
    return any(words_of_distress(text) for text in (title, *texts))

"""Danger to people goes to whoever is on call, at once, day and night."""

from sqlalchemy import select

from community import outbox
from community.desk import timing
from community.desk.danger import words_of_danger
from community.desk.events import DangerReported, QueueChanged
from community.desk.models import DeskClock
from community.extensions import db
from community.forum.events import PostAdded, PostHeld, ThreadOpened
from community.forum.models import Post, Thread


@outbox.on(ThreadOpened, PostAdded, PostHeld)
def look_for_danger(event: ThreadOpened | PostAdded | PostHeld) -> None:
    """What customers write, also while it is held for approval: that may last till morning."""
    thread, post = db.session.get(Thread, event.thread_id), _post_of(event)
    if thread is None or post is None or thread.imported or post.automatic or post.by_team:
        return
    title = thread.title if post.number == 1 else ""
    if words_of_danger(f"{title}\n{post.source}"):
        raise_it(thread, post)


def raise_it(thread: Thread, post: Post) -> None:
    """First in the queue while somebody waits for us, and a word to who is on call."""
    timing.set_clock(thread.id)
    db.session.flush()
    clock = db.session.get(DeskClock, thread.id)
    if clock and clock.danger:
        return  # they heard, and nobody of us has answered yet
    outbox.record(DangerReported(thread.id, post.id))
    if clock:
        clock.danger = True
        outbox.record(QueueChanged(thread.id))


def _post_of(event: ThreadOpened | PostAdded | PostHeld) -> Post | None:
    if not isinstance(event, ThreadOpened):
        return db.session.get(Post, event.post_id)
    opening = select(Post).where(Post.thread_id == event.thread_id, Post.number == 1)
    return db.session.scalar(opening)

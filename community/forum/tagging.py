"""Tags of a thread: made on the fly by whoever writes, changed later by author and staff."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from community.extensions import db
from community.forum.adding import add_once
from community.forum.models import Tag, Thread, ThreadTag
from community.forum.naming import clean_tags


def tags_of(thread_id: int) -> list[str]:
    statement = (
        select(Tag.name)
        .join(ThreadTag, ThreadTag.tag_id == Tag.id)
        .where(ThreadTag.thread_id == thread_id)
        .order_by(Tag.name)
    )
    return list(db.session.scalars(statement))


def set_tags(thread: Thread, tags: str | Iterable[str]) -> bool:
    """Give the thread exactly these; whether anything changed."""
    wanted = clean_tags(tags)
    before = tags_of(thread.id)
    if set(before) == set(wanted):
        return False
    db.session.execute(delete(ThreadTag).where(ThreadTag.thread_id == thread.id))
    for name in wanted:
        add_once(Tag, name=name)
    if wanted:
        for tag_id in db.session.scalars(select(Tag.id).where(Tag.name.in_(wanted))):
            add_once(ThreadTag, thread_id=thread.id, tag_id=tag_id)
    return True

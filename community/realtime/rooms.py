"""The rooms: one per thread, audience, kind of category and language, so that nobody hears what
they may not read, also after the thread was moved to a category that they may not see."""

from collections.abc import Iterable

from sqlalchemy import select

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import AUDIENCES, Category, Thread
from community.forum.queries import visible_to

STAFF = "queue"
LEVELS = ("everyone", "members", "staff")  # of Category.who_may_see


def everybody(language: str) -> str:
    return f"everybody:{language}"


def person(user_id: int) -> str:
    return f"person:{user_id}"


def thread_room(thread_id: int, audience: str, level: str, language: str) -> str:
    return f"thread:{thread_id}:{audience}:{level}:{language}"


def rooms_of(thread_id: int, language: str) -> list[str]:
    """All of a thread's rooms."""
    pairs = [(audience, level) for audience in AUDIENCES for level in LEVELS]
    return [thread_room(thread_id, *pair, language) for pair in pairs]


def queue_room(language: str) -> str:
    return f"{STAFF}:{language}"


def audiences_of(reader: Reader, asker_id: int) -> list[str]:
    """Which of a thread's audiences this reader belongs to."""
    if reader.is_staff:
        return list(AUDIENCES)
    if reader.user_id is not None and reader.user_id == asker_id:
        return ["public", "asker_and_staff"]
    return ["public"]


def levels_of(reader: Reader) -> tuple[str, ...]:
    """Which categories this reader may see: the rule of queries.categories_visible_to."""
    if reader.is_staff:
        return LEVELS
    return LEVELS[:1] if reader.is_visitor else LEVELS[:2]


def thread_rooms(reader: Reader, thread_id: int, language: str) -> list[str] | None:
    """The rooms of a thread this reader may join, or None where there is nothing to see."""
    asker_id = db.session.scalar(
        select(Thread.author_id).where(Thread.id == thread_id, visible_to(reader))
    )
    if asker_id is None:
        return None
    pairs = [(a, level) for a in audiences_of(reader, asker_id) for level in levels_of(reader)]
    return [thread_room(thread_id, *pair, language) for pair in pairs]


def level_of(thread: Thread) -> str:
    """Who may see the category it stands in now."""
    category = db.session.get_one(Category, thread.category_id)
    return category.who_may_see


def rooms_for_thread(thread: Thread, language: str) -> list[str]:
    """Where everybody who may open the thread hears: whoever may, joined the widest room too."""
    return [thread_room(thread.id, thread.audience, level_of(thread), language)]


def public_rooms(thread: Thread, language: str) -> list[str]:
    """Where everybody may have heard of it."""
    return [thread_room(thread.id, "public", level_of(thread), language)]


def rooms_for_post(thread: Thread, audience: str, unseen: bool, language: str) -> Iterable[str]:
    """Where a post may be heard. A hidden or held one is for staff alone."""
    both = {audience, thread.audience}
    narrowest = max(both, key=AUDIENCES.index)
    level = level_of(thread)
    return [thread_room(thread.id, "staff" if unseen else narrowest, level, language)]

"""The rooms: one per thread, audience and language, so that nobody hears what they may not read."""

from collections.abc import Iterable

from sqlalchemy import select

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import AUDIENCES, Thread
from community.forum.queries import visible_to

STAFF = "queue"


def everybody(language: str) -> str:
    return f"everybody:{language}"


def person(user_id: int) -> str:
    return f"person:{user_id}"


def thread_room(thread_id: int, audience: str, language: str) -> str:
    return f"thread:{thread_id}:{audience}:{language}"


def queue_room(language: str) -> str:
    return f"{STAFF}:{language}"


def audiences_of(reader: Reader, asker_id: int) -> list[str]:
    """Which of a thread's audiences this reader belongs to."""
    if reader.is_staff:
        return list(AUDIENCES)
    if reader.user_id is not None and reader.user_id == asker_id:
        return ["public", "asker_and_staff"]
    return ["public"]


def thread_rooms(reader: Reader, thread_id: int, language: str) -> list[str] | None:
    """The rooms of a thread this reader may join, or None where there is nothing to see."""
    asker_id = db.session.scalar(
        select(Thread.author_id).where(Thread.id == thread_id, visible_to(reader))
    )
    if asker_id is None:
        return None
    found = audiences_of(reader, asker_id)
    return [thread_room(thread_id, audience, language) for audience in found]


def rooms_for_thread(thread_id: int, audience: str, language: str) -> list[str]:
    """Where everybody who may open the thread hears: whoever may, joined the widest room too."""
    return [thread_room(thread_id, audience, language)]


def rooms_for_post(
    thread_id: int, thread_audience: str, audience: str, unseen: bool, language: str
) -> Iterable[str]:
    """Where a post may be heard. A hidden or held one is for staff alone."""
    if unseen or audience == "staff" or thread_audience == "staff":
        return [thread_room(thread_id, "staff", language)]
    if audience == "public" and thread_audience == "public":
        return [thread_room(thread_id, "public", language)]
    return [thread_room(thread_id, "asker_and_staff", language)]

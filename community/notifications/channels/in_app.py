"""The list behind the bell, and the number on it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from community import caching
from community.accounts.models import User
from community.accounts.prepared import prepared
from community.accounts.readers import Reader
from community.caching.freshness import EVERYTHING
from community.caching.memory import remembered
from community.clock import now
from community.extensions import db
from community.forum.acts import Reading
from community.forum.models import Post, Thread, post_path, thread_path
from community.forum.queries import posts_visible_to, visible_to
from community.forum.reading import tag_of_reader
from community.news.models import Announcement
from community.notifications.models import Notice
from community.status.models import Incident, IncidentUpdate

COUNTED = 100  # the bell says "99+" beyond
BELLS = "bells"  # what hangs on any of them
RUNG_APART = 200  # more at once are told as all


def is_unread() -> ColumnElement[bool]:
    """Condition over Notice outer-joined to Reading: reading the thread reads the notice."""
    seen = and_(Notice.number.is_not(None), func.coalesce(Reading.number, 0) >= Notice.number)
    return and_(Notice.read_at.is_(None), ~seen)


def unread_count(reader: Reader) -> int:
    """One statement, and a short one however much there is."""
    return _unread_count(reader).scalar() or 0


def remembered_count(reader: Reader) -> int:
    """The same from memory, for pages: at most ten seconds old where something that was noticed
    is hidden, at once where it is read or comes."""
    tags = (EVERYTHING, BELLS, _bell(reader.user_id), tag_of_reader(reader.user_id or 0))
    count: int = remembered(f"bell:{reader.user_id}", lambda: unread_count(reader), tags)
    return count


def ring(user_ids: Collection[int]) -> None:
    """The number on these people's bells is another. Inside writing()."""
    caching.touch(*map(_bell, user_ids) if len(user_ids) <= RUNG_APART else [BELLS])


def _bell(user_id: int | None) -> str:
    return f"bell:{user_id}"


@prepared
def _unread_count(reader: Reader) -> Select[Any]:
    some = _own(select(Notice.id), reader).where(is_unread()).limit(COUNTED)
    return select(func.count()).select_from(some.subquery())


def rows_for(reader: Reader) -> Select[Any]:
    """The list, with what its sentences need; no title of what is hidden now."""
    author = aliased(User)
    wanted: Any = select(
        Notice.id,
        Notice.what,
        Notice.key,
        Notice.created_at,
        Notice.thread_id,
        Notice.number,
        Notice.post_id,
        is_unread().label("is_unread"),
        Thread.title,
        Thread.slug,
        Post.excerpt,
        Post.number.label("post_number"),
        Post.author_id,
        author.name.label("who"),
        Post.badge_role,
        Incident.id.label("incident_id"),
        Incident.title.label("incident_title"),
        IncidentUpdate.stage,
        Announcement.id.label("announcement_id"),
        Announcement.title.label("announcement_title"),
        Announcement.slug.label("announcement_slug"),
    )
    return (
        _own(wanted, reader)
        .outerjoin(author, author.id == Post.author_id)
        .outerjoin(IncidentUpdate, IncidentUpdate.id == Notice.incident_update_id)
        .outerjoin(Incident, Incident.id == IncidentUpdate.incident_id)
    )


def path_of(row: Any) -> str:
    """Where a row of the list leads."""
    if row.incident_id:
        return f"/status/incidents/{row.incident_id}"
    if row.announcement_id:
        return f"/news/{row.announcement_id}-{row.announcement_slug}"
    if row.what == "suspected":
        return suspected_path(row.key)
    if row.post_number:
        return post_path(row.thread_id, row.slug, row.post_number)
    return thread_path(row.thread_id, row.slug)


def suspected_path(key: str) -> str:
    """Of a notice about a suspected outage, `suspected:5`."""
    return f"/queue/suspected/{key.partition(':')[2]}"


def _own(statement: Select[Any], reader: Reader) -> Select[Any]:
    """Of this person, and still to be read by them."""
    reading = (Reading.thread_id == Notice.thread_id) & (Reading.user_id == Notice.user_id)
    readable = or_(
        Notice.thread_id.is_(None),
        and_(visible_to(reader), or_(Notice.post_id.is_(None), posts_visible_to(reader))),
    )
    return (
        statement.select_from(Notice)
        .outerjoin(Reading, reading)
        .outerjoin(Thread, Thread.id == Notice.thread_id)
        .outerjoin(Post, Post.id == Notice.post_id)
        .outerjoin(Announcement, Announcement.id == Notice.announcement_id)
        .where(Notice.user_id == reader.user_id, Notice.in_app, readable)
        .where(Announcement.withdrawn_at.is_(None))
    )


def read(user_id: int, notice_id: int) -> None:
    """Inside writing()."""
    _mark(Notice.user_id == user_id, Notice.id == notice_id)
    ring([user_id])


def read_all(user_id: int) -> None:
    """Inside writing()."""
    _mark(Notice.user_id == user_id)
    ring([user_id])


def _mark(*conditions: ColumnElement[bool]) -> None:
    db.session.execute(
        update(Notice).where(*conditions, Notice.read_at.is_(None)).values(read_at=now())
    )

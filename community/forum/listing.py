"""Lists of threads: columns instead of entities, in pages that begin after the last row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, null, select
from sqlalchemy.orm import aliased

from community.accounts.models import User
from community.accounts.prepared import prepared
from community.accounts.readers import Reader
from community.caching import fragments
from community.forum.acts import Reading
from community.forum.models import Category, Post, Tag, Thread, ThreadTag, thread_path
from community.forum.queries import listed, visible_to

COMMA: Any = literal_column("','")  # a plain "," would be put into the statement at each run


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """What `forum/_thread_row.html` shows."""

    id: int
    slug: str
    title: str
    kind: str
    audience: str
    support_state: str | None
    excerpt: str | None
    author_id: int
    author_name: str
    category_name: str | None
    category_slug: str
    replies: int
    me_too: int
    active_at: datetime
    tag_names: str | None
    pinned_at: datetime | None
    closed_at: datetime | None
    staff_replied: bool
    unread: bool

    @property
    def path(self) -> str:
        return thread_path(self.id, self.slug)

    @property
    def tags(self) -> list[str]:
        return sorted((self.tag_names or "").split(",")) if self.tag_names else []


def active_at(reader: Reader) -> Any:
    """The column that says when something happened that this reader may know of."""
    return Thread.staff_active_at if reader.is_staff else Thread.public_active_at


def thread_rows(reader: Reader) -> Any:
    """The columns of a ThreadRow, for what this reader may find in lists."""
    opening = aliased(Post)
    statement: Any = (
        select(
            Thread.id,
            Thread.slug,
            Thread.title,
            Thread.kind,
            Thread.audience,
            Thread.support_state,
            opening.excerpt,
            Thread.author_id,
            User.name.label("author_name"),
            Category.name.label("category_name"),
            Category.slug.label("category_slug"),
            _replies(reader).label("replies"),
            Thread.me_too,
            active_at(reader).label("active_at"),
            tag_names().label("tag_names"),
            Thread.pinned_at,
            Thread.closed_at,
            Thread.first_staff_reply_at.is_not(None).label("staff_replied"),
            _unread(reader).label("unread"),
        )
        .join(User, User.id == Thread.author_id)
        .join(Category, Category.id == Thread.category_id)
        .outerjoin(opening, and_(opening.thread_id == Thread.id, opening.number == 1))
        .where(visible_to(reader), listed())
    )
    if reader.is_visitor:
        return statement
    mine = and_(Reading.thread_id == Thread.id, Reading.user_id == reader.user_id)
    return statement.outerjoin(Reading, mine)


def tag_names() -> ColumnElement[str | None]:
    """A thread's tags as one value with commas: lists ask once, not once a row."""
    return (
        select(func.aggregate_strings(Tag.name, COMMA))
        .join(ThreadTag, ThreadTag.tag_id == Tag.id)
        .where(ThreadTag.thread_id == Thread.id)
        .correlate(Thread)
        .scalar_subquery()
    )


def rows_of(reader: Reader, ids: Sequence[int]) -> list[ThreadRow]:
    """The rows of these threads in this order, without those the reader may not see."""
    if not ids:
        return []
    rows = _by_ids(reader, ids=list(ids))
    known = {row.id: ThreadRow(**row._mapping) for row in rows}
    return [known[i] for i in ids if i in known]


@prepared
def _by_ids(reader: Reader) -> Any:
    return thread_rows(reader).where(Thread.id.in_(bindparam("ids", expanding=True)))


def _replies(reader: Reader) -> ColumnElement[int]:
    """Without the opening post."""
    if reader.is_staff:
        return case((Thread.staff_posts > 0, Thread.staff_posts - 1), else_=0)
    return case((Thread.public_posts > 0, Thread.public_posts - 1), else_=0)


def _unread(reader: Reader) -> ColumnElement[bool]:
    """Something came since this person was here; threads never opened are not marked."""
    if reader.is_visitor:
        return null().is_not(None)
    return func.coalesce(active_at(reader) > Reading.read_at, False)


def row_html(row: ThreadRow) -> Markup:
    """The partial of a thread, rendered once a language and state: see post_rows.post_html."""
    return fragments.kept(row, lambda: render_template("forum/_thread_row.html", thread=row))

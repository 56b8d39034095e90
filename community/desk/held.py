"""Held posts as items of the queue: a thread whose posts wait unseen until one of us looks."""

from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, null, select, union
from sqlalchemy.orm import aliased

from community.accounts.models import User
from community.desk import weights
from community.desk.bands import OUTAGE, Edges
from community.desk.models import HELD, Claim
from community.desk.reasons import span
from community.desk.sources import Source
from community.extensions import db
from community.forum.models import Category, Post, Thread

Holder = aliased(User, name="held_by")


def rows(edges: Edges) -> Select[Any]:
    """One row a thread: its oldest held post, and how many there are."""
    oldest = _oldest()
    columns: list[Any] = [
        literal("held").label("kind"),
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.audience,
        Category.name.label("category"),
        User.name.label("author"),
        Post.id.label("post_id"),
        Post.number,
        Post.excerpt,
        Post.created_at.label("since"),
        oldest.c.posts,
        _band(edges).label("band"),
        _points().label("points"),
        null().label("due_at"),
        Claim.by_id.label("claimed_by_id"),
        Claim.until.label("claimed_until"),
        Holder.name.label("claimed_by"),
    ]
    on_it = and_(
        Claim.thread_id == Thread.id,
        Claim.kind == HELD,
        Claim.released_at.is_(None),
        Claim.until > edges.moment,
    )
    return (
        select(*columns)
        .select_from(oldest)
        .join(Post, Post.id == oldest.c.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Category, Category.id == Thread.category_id)
        .join(User, User.id == Post.author_id)
        .outerjoin(Claim, on_it)
        .outerjoin(Holder, Holder.id == Claim.by_id)
    )


def waits(thread_id: int) -> bool:
    """Whether something of this thread is held."""
    oldest = _oldest()
    there = select(Post.id).join(oldest, oldest.c.post_id == Post.id)
    return db.session.scalar(there.where(Post.thread_id == thread_id)) is not None


def is_of(user_id: Any) -> ColumnElement[bool]:
    return Claim.by_id == user_id


def _oldest() -> Any:
    """Each way by its own index: replies are held themselves, openings with their thread. The
    openings as a column, not by a join: SQLite would begin at all posts, not at the held threads.
    """
    replies = (
        select(Post.id, Post.thread_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.held_at.is_not(None), Post.hidden_at.is_(None), Thread.hidden_at.is_(None))
    )
    first = select(Post.id).where(Post.thread_id == Thread.id, Post.number == 1)
    openings = select(first.correlate(Thread).scalar_subquery(), Thread.id).where(
        Thread.held_at.is_not(None), Thread.hidden_at.is_(None)
    )
    held = union(replies, openings).subquery()
    numbers = func.min(held.c.id).label("post_id"), func.count().label("posts")
    return select(*numbers).group_by(held.c.thread_id).subquery()


def order(edges: Edges) -> tuple[Any, ...]:
    return (_band(edges), -_points(), Post.created_at, Thread.id)


def is_late(edges: Edges) -> ColumnElement[bool]:
    return edges.before(_target()).passed(Post.created_at)


def why(item: Any, edges: Edges) -> str:
    """One sentence: nobody else sees it, and since when."""
    waited = span(edges.moment - item.since)
    if item.number == 1:
        return _(
            "Held before anybody could read it, for %(span)s. Approve or hide it.", span=waited
        )
    return ngettext(
        "%(num)d held reply, for %(span)s. Approve or hide it.",
        "%(num)d held replies, the oldest for %(span)s. Approve or hide them.",
        item.posts,
        span=waited,
    )


def _band(edges: Edges) -> ColumnElement[int]:
    """A first question stands with the outages: its author hears nothing from anybody. Others are
    due as a first reply is."""
    first = and_(Post.number == 1, Thread.kind == "question", ~_seen_before())
    return case((first, OUTAGE), else_=edges.before(_target()).band_of(Post.created_at))


def _points() -> ColumnElement[int]:
    return case((_seen_before(), 0), else_=weights.FIRST_TIME)


def _seen_before() -> ColumnElement[bool]:
    """Something of its author stands to be read."""
    other = aliased(Post)
    thread = aliased(Thread)
    there = select(other.id).join(thread, thread.id == other.thread_id)
    theirs = (other.author_id == Post.author_id, other.held_at.is_(None), thread.held_at.is_(None))
    return exists(there.where(*theirs).correlate(Post))


def _target() -> timedelta:
    return timedelta(minutes=current_app.config["SETTINGS"].first_reply_minutes)


SOURCE = Source("held", rows, order, is_late, is_of)

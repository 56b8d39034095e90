"""What came back as items of the queue: done, rejected, or never arrived."""

from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, func, literal, null, select

from community.desk.bands import LATER, TODAY, Edges
from community.desk.handing_over.models import Destination, HandOver
from community.desk.handing_over.queries import calls_for_us
from community.desk.reasons import span
from community.desk.sources import Source
from community.forum.models import Category, Thread


def rows(edges: Edges) -> Select[Any]:
    """One row a thread: what came back first."""
    oldest = (
        select(func.min(HandOver.id).label("id"))
        .join(Thread, Thread.id == HandOver.thread_id)
        .where(calls_for_us())
        .group_by(HandOver.thread_id)
        .subquery()
    )
    columns: list[Any] = [
        literal("handed").label("kind"),
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.audience,
        Category.name.label("category"),
        HandOver.id.label("hand_over_id"),
        HandOver.attention,
        HandOver.reference,
        HandOver.next_try_at,
        HandOver.delivered_at,
        HandOver.attention_at.label("since"),
        Destination.name.label("destination"),
        _band(edges).label("band"),
        literal(0).label("points"),
        null().label("due_at"),
        null().label("claimed_by_id"),
    ]
    return (
        select(*columns)
        .select_from(oldest)
        .join(HandOver, HandOver.id == oldest.c.id)
        .join(Destination, Destination.id == HandOver.destination_id)
        .join(Thread, Thread.id == HandOver.thread_id)
        .join(Category, Category.id == Thread.category_id)
    )


def order(edges: Edges) -> tuple[Any, ...]:
    return (_band(edges), literal(0), HandOver.attention_at, Thread.id)


def is_late(edges: Edges) -> ColumnElement[bool]:
    return HandOver.attention_at < edges.before(_target()).moment


def is_of(user_id: Any) -> ColumnElement[bool]:
    """Who handed it over."""
    return HandOver.by_id == user_id


def why(item: Any, edges: Edges) -> str:
    """One sentence: what became of it, and what one of us does now."""
    name = item.reference or item.destination
    if item.attention == "done":
        return _("%(name)s is done: tell the asker.", name=name)
    if item.attention == "rejected":
        return _("%(name)s was rejected: it is ours again.", name=name)
    return _(
        "%(name)s could not be reached for %(span)s: send it again, or answer here.",
        name=item.destination,
        span=span(edges.moment - item.since),
    )


def _band(edges: Edges) -> ColumnElement[int]:
    """Due as a first reply is, and never later than today: the answer is there, or nobody is on it
    any more."""
    band = edges.before(_target()).band_of(HandOver.attention_at)
    return case((band == LATER, TODAY), else_=band)


def _target() -> timedelta:
    return timedelta(minutes=current_app.config["SETTINGS"].first_reply_minutes)


SOURCE = Source("handed", rows, order, is_late, is_of)

"""Suspected outages as items of the queue, in its first band."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, false, literal, null, select

from community.desk.bands import OUTAGE, Edges
from community.desk.reasons import span
from community.desk.sources import Source
from community.desk.suspecting.models import SuspectedOutage


def rows(edges: Edges) -> Select[Any]:
    """What stands undecided, with how many people, how many times more than usual."""
    columns: list[Any] = [
        literal("suspected").label("kind"),
        SuspectedOutage.id,
        SuspectedOutage.words,
        SuspectedOutage.people,
        SuspectedOutage.usual,
        SuspectedOutage.began_at,
        SuspectedOutage.last_at,
        SuspectedOutage.raised_at.label("since"),
        literal(OUTAGE).label("band"),
        SuspectedOutage.people.label("points"),
        null().label("due_at"),
        null().label("claimed_by_id"),
    ]
    return select(*columns).where(SuspectedOutage.ended_at.is_(None))


def order(edges: Edges) -> tuple[Any, ...]:
    return (
        literal(OUTAGE),
        -SuspectedOutage.people,
        SuspectedOutage.raised_at,
        SuspectedOutage.id,
    )


def is_late(edges: Edges) -> ColumnElement[bool]:
    return false()


def why(item: Any) -> str:
    """One sentence: how many people, in which time, how unusual that is."""
    values = {
        "people": item.people,
        "words": item.words,
        "span": span(item.last_at - item.began_at),
    }
    if item.usual < 0.05:
        return _(
            "%(people)d people wrote, searched or said “%(words)s” within %(span)s; "
            "usually nobody does.",
            **values,
        )
    return _(
        "%(people)d people wrote, searched or said “%(words)s” within %(span)s: "
        "%(times)d times as many as usual.",
        times=max(2, round(item.people / item.usual)),
        **values,
    )


SOURCE = Source("suspected", rows, order, is_late, on_thread=False)

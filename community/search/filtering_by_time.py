"""The filters `after:` and `before:`, with dates and spans back from now."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community.accounts.readers import Reader
from community.clock import now
from community.extensions import db
from community.forum.models import Thread
from community.search.language import Filter, Narrowing, NotUnderstood, add_filter

_SPAN = re.compile(r"([0-9]{1,4})([hdwmy])")
_HOURS = {"h": 1, "d": 24, "w": 168, "m": 720, "y": 8760}
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
MOST_YEARS = 40  # facets of one condition


def add_filters() -> None:
    """after: and before:."""
    after = _l("Asked since this day, month or year (in UTC), or within so many hours, days …")
    before = _l("Asked before this day, month or year (in UTC), or longer ago than this.")
    add_filter(
        Filter(
            "after", _after, about=after, examples=lambda reader: ("7d", "24h", f"{now():%Y-%m}")
        )
    )
    add_filter(
        Filter("before", _before, about=before, examples=lambda reader: ("1y", f"{now():%Y-%m-%d}"))
    )


def _after(value: str, reader: Reader) -> Narrowing:
    begin = _moment(value)
    return Narrowing(Thread.created_at >= begin, months(begin, now()), rough=True)


def _before(value: str, reader: Reader) -> Narrowing:
    end = _moment(value)
    first = db.session.scalar(select(func.min(Thread.created_at)))
    facets = years(first, end) if first and first <= end else None
    return Narrowing(Thread.created_at < end, facets, rough=True)


def _moment(value: str) -> datetime:
    """`2026`, `2026-11`, `2026-11-21`, or a span back from now: `24h`, `7d`, `2w`, `6m`, `1y`."""
    span = _SPAN.fullmatch(value.lower())
    try:
        if span:
            return now() - timedelta(hours=int(span[1]) * _HOURS[span[2]])
        parts: Any = _DATE.fullmatch(value)
        if parts:
            day = date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    raise NotUnderstood(
        _("“%(value)s” is not a date. Write 2026-11-21, 2026-11 or 7d.", value=value)
    )


def months(begin: datetime, end: datetime) -> tuple[str, ...] | None:
    """Facets of the months between, whole years where they are whole; None: too many."""
    if end.year - begin.year > MOST_YEARS:
        return None
    first = (f"m:{begin.year}-{month:02}" for month in range(begin.month, 13))
    return (*first, *(f"y:{year}" for year in range(begin.year + 1, end.year + 1)))


def years(begin: datetime, end: datetime) -> tuple[str, ...] | None:
    """Facets of the years from one to the other, the last one by its months; None: too many."""
    if end.year - begin.year > MOST_YEARS:
        return None
    last = (f"m:{end.year}-{month:02}" for month in range(1, end.month + 1))
    return (*(f"y:{year}" for year in range(begin.year, end.year)), *last)

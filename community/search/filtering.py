"""The filters every forum has: category, tag, author, kind, state and dates."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import exists, func, or_, select

from community.accounts.models import User
from community.accounts.readers import Reader
from community.clock import now
from community.extensions import db
from community.forum.acts import Following
from community.forum.models import KINDS, SUPPORT_STATES, Category, Tag, Thread, ThreadTag
from community.forum.queries import categories_visible_to, listed, visible_to
from community.search.language import Filter, Narrowing, NotUnderstood, add_filter
from community.search.text import folded

#: what customers say for a state, and what it stands for
WORDS = {
    "waiting": ("unanswered", "needs_reply"),
    "answered": ("replied",),
}
_SPAN = re.compile(r"(\d{1,4})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def init_app(app: Flask) -> None:
    """Teach the language its own filters."""
    for key, narrow in {
        "category": _category,
        "tag": _tag,
        "author": _author,
        "kind": _kind,
        "after": _after,
        "before": _before,
    }.items():
        add_filter(Filter(key, narrow))
    for word in (*WORDS, *SUPPORT_STATES[:-1]):
        add_filter(Filter("is", partial(_in_states, WORDS.get(word, (word,))), value=word))
    add_filter(Filter("is", _closed, value="closed"))
    add_filter(Filter("is", _mine, value="mine"))
    add_filter(Filter("is", _followed, value="followed"))


def _category(value: str, reader: Reader) -> Narrowing:
    asked = func.lower(value)
    found = db.session.scalar(
        select(Category.id).where(
            or_(func.lower(Category.slug) == asked, func.lower(Category.name) == asked),
            categories_visible_to(reader),
        )
    )
    if found is None:
        raise NotUnderstood(_("There is no category “%(name)s”.", name=value))
    return Narrowing(Thread.category_id == found, (f"c{found}",))


def _tag(value: str, reader: Reader) -> Narrowing:
    found = db.session.scalar(
        select(ThreadTag.tag_id)
        .join(Tag, Tag.id == ThreadTag.tag_id)
        .join(Thread, Thread.id == ThreadTag.thread_id)
        .where(or_(Tag.name == folded(value), Tag.name == value), visible_to(reader), listed())
        .limit(1)
    )
    if found is None:
        raise NotUnderstood(_("There is no tag “%(name)s”.", name=value))
    wearing = select(ThreadTag.thread_id).where(ThreadTag.tag_id == found)
    return Narrowing(Thread.id.in_(wearing), (f"t{found}",))


def _author(value: str, reader: Reader) -> Narrowing:
    name = value.removeprefix("@").lower()
    if name == "me" and reader.user_id is not None:
        return _mine(value, reader)
    found = db.session.scalar(select(User.id).where(func.lower(User.username) == name))
    if found is None:
        raise NotUnderstood(_("There is nobody called “%(name)s” here.", name=value))
    return Narrowing(Thread.author_id == found, (f"a{found}",))


def _mine(value: str, reader: Reader) -> Narrowing:
    if reader.user_id is None:
        raise NotUnderstood(_("Sign in to search what is yours."))
    return Narrowing(Thread.author_id == reader.user_id, (f"a{reader.user_id}",))


def _followed(value: str, reader: Reader) -> Narrowing:
    if reader.user_id is None:
        raise NotUnderstood(_("Sign in to search what you follow."))
    mine = exists().where(
        Following.thread_id == Thread.id,
        Following.user_id == reader.user_id,
        Following.ended_at.is_(None),
    )
    return Narrowing(mine)


def _kind(value: str, reader: Reader) -> Narrowing:
    kind = value.lower()
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise NotUnderstood(
            _("There is no kind “%(name)s”. There are: %(known)s.", name=value, known=known)
        )
    return Narrowing(Thread.kind == kind, (f"k:{kind}",))


def _in_states(states: tuple[str, ...], value: str, reader: Reader) -> Narrowing:
    return Narrowing(Thread.support_state.in_(states), tuple(f"s:{state}" for state in states))


def _closed(value: str, reader: Reader) -> Narrowing:
    closed = or_(Thread.closed_at.is_not(None), Thread.support_state == "closed")
    return Narrowing(closed, ("s:closed",))


def _after(value: str, reader: Reader) -> Narrowing:
    begin = _moment(value)
    return Narrowing(Thread.created_at >= begin, months(begin, now()))


def _before(value: str, reader: Reader) -> Narrowing:
    return Narrowing(Thread.created_at < _moment(value))


def _moment(value: str) -> datetime:
    """`2026`, `2026-11`, `2026-11-21`, or a span back from now: `7d`, `2w`, `6m`, `1y`."""
    span = _SPAN.fullmatch(value.lower())
    try:
        if span:
            return now() - timedelta(days=int(span[1]) * _DAYS[span[2]])
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
    years = range(begin.year + 1, end.year + 1)
    if len(years) > 12:
        return None
    first = [f"m:{begin.year}-{month:02}" for month in range(begin.month, 13)]
    return (*first, *(f"y:{year}" for year in years))

"""The filters on what a thread has: code, a picture, a reply by staff, a score, a title."""

import operator
import re
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, literal_column, select

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Post, Thread
from community.forum.queries import posts_visible_to, standing
from community.search import rows
from community.search.indexing import MARKS
from community.search.language import Filter, Narrowing, NotUnderstood, add_filter
from community.search.sorting import are_many

_SCORE = re.compile(r"(>=|<=|>|<|=)?([0-9]{1,6})")
_RANGE = re.compile(r"([0-9]{0,6})\.\.([0-9]{0,6})")
COMPARED: dict[str, Any] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}


def add_filters() -> None:
    """has:, in: and score:."""
    replied = _l("With a reply by our staff.")
    add_filter(Filter("has", _staff_reply, value="staff_reply", about=replied))
    about = {"image": _l("With a picture."), "code": _l("With a block of code.")}
    for what in MARKS:
        add_filter(Filter("has", partial(_has, what), value=what, about=about[what]))
    add_filter(
        Filter(
            "in",
            lambda value, reader: Narrowing(in_title=True),
            value="title",
            about=_l("All the words stand in the title."),
            can_be_excluded=False,
        )
    )
    add_filter(
        Filter(
            "score",
            _score,
            about=_l("So many people have the same question, or found the thread helpful."),
            examples=lambda reader: (">3", ">=1", "2..10"),
        )
    )


def _staff_reply(value: str, reader: Reader) -> Narrowing:
    return Narrowing(rows.staff_replied(), ("h:staff_reply",))


def _has(what: str, value: str, reader: Reader) -> Narrowing:
    """Few such posts are listed first; where there are many, each thread is asked for one."""
    mark, seen = _written(what), and_(posts_visible_to(reader), standing())
    if are_many(select(Post.id).where(mark)):
        having: ColumnElement[bool] = exists().where(Post.thread_id == Thread.id, mark, seen)
    else:
        posts = select(Post.thread_id).join(Thread, Thread.id == Post.thread_id)
        having = Thread.id.in_(posts.where(mark, seen).correlate(None))
    return Narrowing(having, (f"h:{what}",))


def _written(what: str) -> ColumnElement[bool]:
    """Letter for letter what the index over these posts alone says, or no database takes it."""
    place = "instr" if db.engine.dialect.name == "sqlite" else "strpos"
    return literal_column(f"{place}(posts.html, '{MARKS[what]}') > 0")


def _score(value: str, reader: Reader) -> Narrowing:
    """`>3`, `>=3`, `<3`, `<=3`, `3`, and from one to another: `2..5`, `2..`, `..5`."""
    span, one = _RANGE.fullmatch(value), _SCORE.fullmatch(value)
    if span and (span[1] or span[2]):
        bounds = [Post.score >= int(span[1])] if span[1] else []
        return _scored(*bounds, *([Post.score <= int(span[2])] if span[2] else []))
    if one:
        return _scored(COMPARED[one[1] or "="](Post.score, int(one[2])))
    raise NotUnderstood(_("“%(value)s” is not a score. Write score:>3 or score:2..5.", value=value))


def _scored(*bounds: ColumnElement[bool]) -> Narrowing:
    first: ColumnElement[bool] = literal_column("posts.number = 1")  # written out, as above
    opening = select(Post.thread_id).where(first, *bounds)
    if are_many(opening):
        return Narrowing(exists().where(Post.thread_id == Thread.id, Post.number == 1, *bounds))
    return Narrowing(Thread.id.in_(opening.correlate(None)))

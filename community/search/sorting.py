"""The orders of `sort:`, and lists in them that the database makes without any words."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select
from sqlalchemy.orm import aliased

from community.accounts.readers import Reader
from community.extensions import apart, db, is_sqlite
from community.forum.models import Post, Thread
from community.search.language import Filter, Narrowing, Order, add_filter

MANY = 2000
OPENING = aliased(Post, name="opening")
#: written out: only so a database takes the index over opening posts alone
IS_OPENING: ColumnElement[bool] = literal_column("opening.number = 1")
NEWEST = Order((Thread.created_at.desc(), Thread.id.desc()))
OLDEST = Order((Thread.created_at, Thread.id))
ABOUT = {
    "newest": _l("Newest first."),
    "oldest": _l("Oldest first."),
    "activity": _l("Latest post first."),
    "score": _l("What most people have too, or found helpful, first."),
}


def add_filters() -> None:
    """sort:, which narrows nothing."""
    best = _l("Best match first: the order without sort.")
    add_filter(Filter("sort", _best, value="relevance", about=best, can_be_excluded=False))
    for name, about in ABOUT.items():
        narrow = partial(_in_order, name)
        add_filter(Filter("sort", narrow, value=name, about=about, can_be_excluded=False))


def _best(value: str, reader: Reader) -> Narrowing:
    return Narrowing()


def _in_order(name: str, value: str, reader: Reader) -> Narrowing:
    active = Thread.staff_active_at if reader.is_staff else Thread.public_active_at
    orders = {
        "newest": NEWEST,
        "oldest": OLDEST,
        "activity": Order((active.desc(), Thread.id.desc())),
        "score": Order((OPENING.score.desc(), OPENING.thread_id.desc()), by_opening=True),
    }
    return Narrowing(order=orders[name])


def ids_in_order(
    conditions: Sequence[ColumnElement[bool]], order: Order, limit: int, begin: int = 0
) -> list[int]:
    """The threads that meet the conditions, in this order."""
    statement: Select[Any] = select(Thread.id)
    if order.by_opening:
        statement = select(OPENING.thread_id).join(
            Thread, and_(Thread.id == OPENING.thread_id, IS_OPENING)
        )
        conditions = _not_walked(conditions)
    found = statement.where(*conditions).order_by(*order.columns).limit(limit).offset(begin)
    return ids_of(found)


def ids_of(found: Select[Any]) -> list[int]:
    """What a statement with a limit finds. Where few threads meet its conditions SQLite walks
    through all there are, so it is asked apart; for one value, not row by row in the loop."""
    if not is_sqlite():
        return list(db.session.scalars(found))
    together = db.session.scalar(apart(select(func.group_concat(found.subquery().c[0]))))
    return [int(number) for number in (together or "").split(",") if number]


def _not_walked(conditions: Sequence[ColumnElement[bool]]) -> Sequence[ColumnElement[bool]]:
    """SQLite would walk the index of a filter and then sort what it finds, however much that is;
    inside of likely() it looks for none."""
    if not is_sqlite() or not are_many(select(Thread.id).where(*conditions)):
        return conditions
    return [func.likely(condition) for condition in conditions]


def are_many(found: Select[Any]) -> bool:
    """So many that walking an order and judging each soon fills a page."""
    return db.session.scalar(apart(found.limit(1).offset(MANY))) is not None

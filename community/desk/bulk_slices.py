"""An act on very many items: a few in each transaction, one after the other from the outbox, so
that nobody waits for it and a process that dies loses nothing of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.desk import bulk
from community.desk.bulk_models import Bulk, BulkSlice
from community.desk.events import BulkSliceDue
from community.extensions import db, writing
from community.forum.models import Category

MOST = 10_000  # more at once is an import's work, not a person's
SLICE = 10  # items in one transaction: some 50 ms
LISTED = 300  # of what simply was done, as many stand on the page

Item = dict[str, Any]


def begin(wish: bulk.Wish, thread_ids: Sequence[int], by: User) -> int:
    """The number of the row that tells how far it is. Outside writing()."""
    parts = [thread_ids[n : n + SLICE] for n in range(0, len(thread_ids), SLICE)]
    with writing():
        row = Bulk(by_id=by.id, verb=wish.verb, items=[], total=len(thread_ids))
        row.wish, row.working = _written(wish), "doing"
        db.session.add(row)
        db.session.flush()
        slices = [
            {"bulk_id": row.id, "number": number, "items": [{"id": one} for one in part]}
            for number, part in enumerate(parts)
        ]
        db.session.execute(insert(BulkSlice), slices)
        outbox.record(BulkSliceDue(row.id, 0))
        return row.id


def undo(row_id: int) -> None:
    """Take it back in the same way; nothing happens while it works. Outside writing()."""
    with writing():
        row = db.session.get_one(Bulk, row_id)
        if row.working is None and row.undone_at is None:
            row.working, row.handled = "undoing", 0
            outbox.record(BulkSliceDue(row.id, 0))


@outbox.on(BulkSliceDue)
def work_on(event: BulkSliceDue) -> None:
    """One slice, and the word for the next one, in one transaction: each is done once."""
    row = db.session.get(Bulk, event.bulk_id)
    part = db.session.get(BulkSlice, (event.bulk_id, event.number))
    if row is None or row.working is None or part is None:
        return
    items = [dict(one) for one in part.items]
    _undo(row, items) if row.working == "undoing" else _do(row, items)
    part.items, row.handled = items, row.handled + len(items)
    if row.handled < row.total:
        outbox.record(BulkSliceDue(row.id, event.number + 1))
        return
    row.undone_at = now() if row.working == "undoing" else None
    row.working = None


def _do(row: Bulk, items: list[Item]) -> None:
    by, wish = db.session.get_one(User, row.by_id), _read(row)
    for one in items:
        told = bulk.do(wish, one["id"], by) if _works_here(by) else None
        one.update(told or {"title": "", "before": None, "outcome": "forbidden"})


def _undo(row: Bulk, items: list[Item]) -> None:
    by = db.session.get_one(User, row.by_id)
    for one in items:
        if _works_here(by):
            bulk.take_back(row.verb, one, by)


def _works_here(by: User) -> bool:
    """The role may be lost while it runs."""
    return by.is_staff and by.is_active


def told(row: Bulk) -> tuple[list[Item], Counter[str]]:
    """Items that are through, what went otherwise than wished first; and how many of each."""
    if row.wish is None:
        items = list(row.items)
    else:
        rows = select(BulkSlice.items).where(BulkSlice.bulk_id == row.id).order_by(BulkSlice.number)
        parts = db.session.scalars(rows).all()
        items = [one for part in parts for one in part if "outcome" in one]
    usual = "undone" if row.undone_at or row.working == "undoing" else "done"
    number = Counter(one["outcome"] for one in items)
    others = [one for one in items if one["outcome"] != usual]
    return [*others, *(one for one in items if one["outcome"] == usual)][
        : len(others) + LISTED
    ], number


def _written(wish: bulk.Wish) -> dict[str, Any]:
    values = asdict(wish) if wish.category is None else {**vars(wish)}
    category = values.pop("category", None)
    until = wish.until.isoformat() if wish.until else None
    return {**values, "category_id": category and category.id, "until": until}


def _read(row: Bulk) -> bulk.Wish:
    values = dict(row.wish or {})
    category_id, until = values.pop("category_id"), values.pop("until")
    category = db.session.get(Category, category_id) if category_id else None
    moment = datetime.fromisoformat(until) if until else None
    return bulk.Wish(category=category, until=moment, **values)

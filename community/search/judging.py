"""What the database says of the engine's hits: which of them this reader may find, and of the best
what ranking needs. Some at a time, so that the loop is held for a few milliseconds only."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from community import offload
from community.accounts.prepared import prepared
from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Thread
from community.forum.queries import listed, visible_to
from community.search import rows
from community.search.engine import Hit
from community.search.narrowing import Asked

AT_ONCE = 50  # threads of which something is read
IDS_AT_ONCE = 150  # threads of which nothing but their number is asked for
AMONG = Thread.id.in_(bindparam("ids", expanding=True))


def readable(
    hits: Sequence[Hit], reader: Reader, *conditions: ColumnElement[bool]
) -> dict[int, Any]:
    """What ranking needs of these hits: only threads this reader may find now."""
    found: dict[int, Any] = {}
    narrowed = _told(reader).where(*conditions) if conditions else None
    for ids in _pieces(hits, AT_ONCE):
        if narrowed is None:
            some = _told_of(reader, ids=ids)
        else:
            some = db.session.execute(narrowed, {"ids": ids})
        found.update((row.id, row) for row in some)
    return found


def findable(hits: Sequence[Hit], asked: Asked) -> set[int]:
    """Those that meet the filters and that the reader may find."""
    found: set[int] = set()
    narrowed = select(Thread.id).where(*asked.still_findable(AMONG)) if asked.checks else None
    for ids in _pieces(hits, IDS_AT_ONCE):
        if narrowed is None:
            some = _found_of(asked.reader, ids=ids).scalars()
        else:
            some = db.session.scalars(narrowed, {"ids": ids})
        found.update(some)
    return found


def _pieces(hits: Sequence[Hit], size: int) -> Iterator[list[int]]:
    for start in range(0, len(hits), size):
        offload.breathe()
        yield [hit.thread_id for hit in hits[start : start + size]]


def _told(reader: Reader) -> Any:
    return select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.support_state,
        Thread.created_at,
        rows.staff_replied().label("staff_replied"),
    ).where(visible_to(reader), listed(), AMONG)


_told_of = prepared(_told)


@prepared
def _found_of(reader: Reader) -> Any:
    return select(Thread.id).where(visible_to(reader), listed(), AMONG)

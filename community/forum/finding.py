"""Which threads a list shows: newest activity first, in pages that begin after the last row.

Every list walks an index in its own order and stops after one page, so it takes as long among a
million threads as among a hundred.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select, tuple_, union_all

from community.accounts.prepared import prepared
from community.accounts.readers import Reader
from community.extensions import UTCDateTime
from community.forum.listing import rows_of
from community.forum.models import Tag, Thread, ThreadTag
from community.forum.queries import listed, visible_to
from community.pagination import LIST_PAGE, Page, decode, encode

#: what the address says, and the support states it means
STATES = {
    "waiting": ("unanswered", "needs_reply"),
    "answered": ("replied", "solved"),
    "solved": ("solved",),
}


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to."""

    category_id: int | None = None
    tag: str | None = None
    state: str | None = None
    kind: str | None = None
    #: only what everybody may read, even for staff
    public: bool = False


ALL = Wanted()
WAITING = Wanted(state="waiting", public=True)  # questions that anybody may answer now


def threads_page(
    reader: Reader, wanted: Wanted = ALL, cursor: str | None = None, size: int = LIST_PAGE
) -> Page:
    """One page of rows. Two statements (which threads, then their columns), since a database that
    sorts joined rows sorts the whole forum."""
    begin = _begin(cursor)
    shape = (wanted.category_id is not None, wanted.tag is not None)
    values: dict[str, Any] = {"category_id": wanted.category_id, "tag": wanted.tag}
    if begin:
        values |= {"moment": begin[0], "last_id": begin[1]}
    ids = _ids(
        reader, *shape, wanted.state, wanted.kind, wanted.public, begin is not None,
        most=size + 1, **values,
    )  # fmt: skip
    found = ids.all()
    rows = rows_of(reader, [row.id for row in found[:size]])
    last = found[size - 1] if len(found) > size else None
    return Page(rows, after=encode([last.moment, last.id]) if last else None)


def _begin(cursor: str | None) -> tuple[datetime, int] | None:
    """Where the page begins, if the cursor makes sense."""
    values = decode(cursor, (Thread.public_active_at, Thread.id))
    return (values[0], values[1]) if values and 0 < values[1] < 2**31 else None


@prepared
def _ids(
    reader: Reader,
    in_category: bool,
    has_tag: bool,
    state: str | None,
    kind: str | None,
    public: bool,
    after: bool,
) -> Any:
    conditions: list[Any] = [visible_to(reader), listed()]
    if in_category:
        conditions.append(Thread.category_id == bindparam("category_id"))
    if has_tag:
        conditions.append(Thread.id.in_(tagged(bindparam("tag"))))
    if kind:
        conditions.append(Thread.kind == kind)
    if public:
        conditions += [Thread.audience == "public", Thread.closed_at.is_(None)]
    if after:
        begin = tuple_(
            bindparam("moment", type_=UTCDateTime()), bindparam("last_id", type_=Integer)
        )
        conditions.append(tuple_(Thread.public_active_at, Thread.id) < begin)
    if not state:
        return _newest(*conditions)
    return _merged([_newest(*conditions, Thread.support_state == s) for s in STATES[state]])


def _newest(*conditions: Any) -> Any:
    """Internal notes move no thread up: everybody's lists have the same order."""
    return (
        select(Thread.id, Thread.public_active_at.label("moment"))
        .where(*conditions)
        .order_by(Thread.public_active_at.desc(), Thread.id.desc())
        .limit(bindparam("most", type_=Integer))
    )


def _merged(parts: list[Any]) -> Any:
    """One part for each state: each walks its index, where one for all would sort."""
    if len(parts) == 1:
        return parts[0]
    rows = union_all(*[select(part.subquery()) for part in parts]).subquery()
    return (
        select(rows.c.id, rows.c.moment)
        .order_by(rows.c.moment.desc(), rows.c.id.desc())
        .limit(bindparam("most", type_=Integer))
    )


def tagged(name: Any) -> Any:
    """The ids of threads with this tag."""
    return select(ThreadTag.thread_id).join(Tag, Tag.id == ThreadTag.tag_id).where(Tag.name == name)

"""What waits for us: one predicate behind list, badge count and tabs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from community.clock import now
from community.desk import sources
from community.desk.bands import BACKLOG, Edges
from community.desk.items import (
    claimed,
    for_counting,
    for_sorting,
    in_queue,
    rows,
    tab_condition,
)
from community.desk.models import DeskClock
from community.desk.prepared import prepared
from community.desk.sources import Source
from community.extensions import db
from community.forum.models import Thread
from community.pagination import decode, encode

__all__ = ["claimed", "in_queue"]
PAGE = 50
TABS = ("open", "mine", "late", "customers", "backlog")
#: what a cursor holds: band, points, since, kind, thread
KEYS = (literal(0), literal(0), DeskClock.since, literal(0), Thread.id)
USER: BindParameter[int] = bindparam("user_id", type_=Integer)


@dataclass(frozen=True)
class Counts:
    """How many items stand in each tab; `open` is the badge."""

    open: int
    mine: int
    late: int
    customers: int
    backlog: int


@dataclass(frozen=True)
class QueuePage:
    items: Sequence[Row[Any]]
    after: str | None
    edges: Edges


@dataclass(frozen=True)
class Choice:
    """Which part of the queue is asked for."""

    tab: str
    after_seen: bool
    among_ids: bool

    def of(self, statement: Select[Any], keys: Sequence[Any]) -> Select[Any]:
        """The first of them in this order."""
        if self.among_ids:
            statement = statement.where(Thread.id.in_(bindparam("among", expanding=True)))
        if self.after_seen:
            seen = [bindparam(f"seen_{n}", type_=key.type) for n, key in enumerate(keys)]
            statement = statement.where(tuple_(*keys) > tuple_(*seen))
        return statement.order_by(*keys).limit(bindparam("limit", type_=Integer))


def page(
    user_id: int,
    tab: str = "open",
    cursor: str | None = None,
    thread_ids: Sequence[int] | None = None,
) -> QueuePage:
    """One page of a tab in the order of work; `thread_ids` narrows it to a search's hits."""
    edges = Edges.here(now())
    seen = decode(cursor, KEYS)
    values = {"user_id": user_id, "limit": PAGE + 1, "among": thread_ids}
    values |= {f"seen_{n}": value for n, value in enumerate(seen or ())}
    found: list[Row[Any]] = []
    for rank, source in enumerate((None, *sources.sources)):
        if thread_ids is not None and source and not source.on_thread:
            continue  # words find threads
        choice = Choice(tab, seen is not None, thread_ids is not None)
        statement, moments = _prepared_list(choice, edges, source, rank)
        found += db.session.execute(statement, values | moments)
    found.sort(key=_place)
    if len(found) <= PAGE:
        return QueuePage(found, None, edges)
    return QueuePage(found[:PAGE], encode(_place(found[PAGE - 1])), edges)


def _prepared_list(choice: Choice, edges: Edges, source: Source | None, rank: int) -> Any:
    """Of questions, or of another source, in the order of work. The best of many questions are
    chosen by what sorts them alone; what the list shows is read of those."""

    def build(edges: Edges) -> Select[Any]:
        if source is None:
            best = for_sorting(select(Thread.id), edges)
            best = best.where(tab_condition(choice.tab, edges, USER))
            keys = _keys(edges.order(), rank)
            return rows(edges).where(Thread.id.in_(choice.of(best, keys))).order_by(*keys)
        found = source.rows(edges).where(_other_condition(choice.tab, edges, source))
        return choice.of(found, _keys(source.order(edges), rank))

    return prepared(f"{choice} {source.kind if source else 'queue'}", edges, build)


def _keys(order: tuple[Any, ...], rank: int) -> tuple[Any, ...]:
    """Of two kinds that are alike in all else questions come first."""
    return (*order[:-1], literal(rank), order[-1])


def _place(row: Row[Any]) -> list[Any]:
    kinds = ["queue", *(source.kind for source in sources.sources)]
    return [row.band, -row.points, row.since, kinds.index(row.kind), row.id]


def _other_condition(tab: str, edges: Edges, source: Source) -> ColumnElement[bool]:
    """As tab_condition; of these only what somebody claimed is theirs."""
    band = source.order(edges)[0]
    if tab == "customers":
        return false()
    if tab == "mine":
        return source.is_of(USER) if source.is_of else false()
    if tab == "late":
        return and_(source.is_late(edges), band != BACKLOG)
    return band == BACKLOG if tab == "backlog" else band != BACKLOG


def question_ids(user_id: int, tab: str, thread_ids: Sequence[int] | None) -> list[int]:
    """Every question of a tab, in the order of work; `thread_ids` narrows it as in `page`."""
    edges = Edges.here(now())
    statement = for_sorting(select(Thread.id), edges).where(tab_condition(tab, edges, user_id))
    found = list(db.session.scalars(statement.order_by(*edges.order())))
    wanted = None if thread_ids is None else set(thread_ids)
    return [one for one in found if wanted is None or one in wanted]


def waiting_ids() -> frozenset[int]:
    """Threads of everything that waits for us now, in whatever tab."""

    def build(edges: Edges) -> Any:
        others = [source.rows(edges).with_only_columns(Thread.id) for source in _of_threads()]
        return union_all(for_counting(select(Thread.id), edges), *others)

    statement, values = prepared("ids", Edges.here(now()), build)
    return frozenset(db.session.scalars(statement, values))


def other_items(thread_id: int) -> tuple[dict[str, Row[Any] | None], Edges]:
    """What of each other source stands for this thread."""
    edges = Edges.here(now())
    return {
        source.kind: _one(f"one {source.kind}", source.rows, edges, thread_id)
        for source in _of_threads()
    }, edges


def _of_threads() -> Iterator[Source]:
    return (source for source in sources.sources if source.on_thread)


def other_item(kind: str, number: int) -> tuple[Row[Any] | None, Edges]:
    """One item of a source whose items are no threads'."""
    edges = Edges.here(now())
    source = next(one for one in sources.sources if one.kind == kind)
    statement = source.rows(edges).where(source.order(edges)[-1] == number)
    return db.session.execute(statement).first(), edges


def item(thread_id: int) -> tuple[Row[Any] | None, Edges]:
    """One item as the list shows it, or None when it does not wait for us."""
    edges = Edges.here(now())
    return _one("one", rows, edges, thread_id), edges


def _one(
    name: str, of: Callable[[Edges], Select[Any]], edges: Edges, thread_id: int
) -> Row[Any] | None:
    def build(edges: Edges) -> Select[Any]:
        return of(edges).where(Thread.id == bindparam("thread_id"))

    statement, values = prepared(name, edges, build)
    return db.session.execute(statement, values | {"thread_id": thread_id}).first()


def counts(user_id: int) -> Counts:
    """The numbers on the tabs, in one statement a source over the list's own predicate."""
    edges = Edges.here(now())
    numbers = dict.fromkeys(TABS, 0)
    for source in (None, *sources.sources):
        statement, values = _prepared_counts(edges, source)
        row = db.session.execute(statement, values | {"user_id": user_id}).one()
        for tab in TABS:
            numbers[tab] += row._mapping[tab]
    return Counts(**numbers)


def _prepared_counts(edges: Edges, source: Source | None) -> Any:
    def build(edges: Edges) -> Any:
        if source is None:
            columns = _counted(lambda tab: tab_condition(tab, edges, USER))
            return for_counting(select(*columns), edges)
        columns = _counted(lambda tab: _other_condition(tab, edges, source))
        return source.rows(edges).with_only_columns(*columns)

    return prepared(f"counts {source.kind if source else 'queue'}", edges, build)


def _counted(condition: Callable[[str], ColumnElement[bool]]) -> list[ColumnElement[int]]:
    return [func.count().filter(condition(tab)).label(tab) for tab in TABS]

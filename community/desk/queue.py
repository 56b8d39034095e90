"""What waits for us: one predicate behind list, badge count and tabs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, User
from community.clock import now
from community.desk import nights, sources
from community.desk.bands import BACKLOG, Edges
from community.desk.groups.models import Group
from community.desk.mine import concerns
from community.desk.models import QUESTION, Claim, DeskClock
from community.desk.snoozing import rests
from community.desk.sources import Source
from community.desk.timing import WAITING, our_coverage, still_waits
from community.desk.together_models import Assignment
from community.desk.weights import tier_points
from community.extensions import db
from community.forum.models import Category, Post, Thread
from community.forum.queries import listed
from community.pagination import decode, encode

PAGE = 50
TABS = ("open", "mine", "late", "backlog")
Holder = aliased(User, name="holder")
Assigned = aliased(User, name="assigned")
Giver = aliased(User, name="giver")


@dataclass(frozen=True)
class Counts:
    """How many items stand in each tab; `open` is the badge."""

    open: int
    mine: int
    late: int
    backlog: int


@dataclass(frozen=True)
class QueuePage:
    items: Sequence[Row[Any]]
    after: str | None
    edges: Edges


def in_queue(moment: datetime) -> ColumnElement[bool]:
    """Condition over Thread and DeskClock: this waits for us now, or should be looked at because
    a customer answered it at night."""
    returns = or_(
        DeskClock.resumes_at <= moment,
        Thread.support_state.in_(WAITING),  # an answer was called wrong a moment ago
        nights.to_check(moment, our_coverage()),
    )
    return and_(returns, still_waits(), listed(), ~rests(moment))


def claimed(moment: datetime) -> ColumnElement[bool]:
    """Condition over Claim: somebody is on the question."""
    return and_(Claim.kind == QUESTION, Claim.released_at.is_(None), Claim.until > moment)


def tab_condition(tab: str, edges: Edges, user_id: int) -> ColumnElement[bool]:
    """What stands in a tab, over the joined tables of `_joined`."""
    band = edges.band()
    if tab == "mine":
        return concerns(user_id)
    if tab == "late":
        return and_(DeskClock.due_at < edges.moment, band != BACKLOG)
    if tab == "backlog":
        return band == BACKLOG
    return band != BACKLOG


def page(
    user_id: int,
    tab: str = "open",
    cursor: str | None = None,
    thread_ids: Sequence[int] | None = None,
) -> QueuePage:
    """One page of a tab in the order of work; `thread_ids` narrows it to a search's hits."""
    edges = Edges.at(now(), our_coverage())
    found: list[Row[Any]] = []
    for rank, (statement, keys) in enumerate(_lists(tab, edges, user_id)):
        if thread_ids is not None:
            statement = statement.where(Thread.id.in_(thread_ids))
        keys = (*keys[:-1], literal(rank), keys[-1])
        seen = decode(cursor, keys)
        if seen:
            statement = statement.where(tuple_(*keys) > tuple_(*seen))
        found += db.session.execute(statement.order_by(*keys).limit(PAGE + 1))
    found.sort(key=_place)
    if len(found) <= PAGE:
        return QueuePage(found, None, edges)
    return QueuePage(found[:PAGE], encode(_place(found[PAGE - 1])), edges)


def _lists(
    tab: str, edges: Edges, user_id: int
) -> Iterator[tuple[Select[Any], tuple[ColumnElement[Any], ...]]]:
    """Questions, then each other source: what of it stands in the tab, and its order."""
    yield rows(edges).where(tab_condition(tab, edges, user_id)), edges.order()
    for source in sources.sources:
        order = source.order(edges)
        statement = source.rows(edges)
        yield statement.where(_other_condition(tab, edges, source, user_id)), order


def _place(row: Row[Any]) -> list[Any]:
    kinds = ["queue", *(source.kind for source in sources.sources)]
    return [row.band, -row.points, row.since, kinds.index(row.kind), row.id]


def _other_condition(tab: str, edges: Edges, source: Source, user_id: int) -> ColumnElement[bool]:
    """As tab_condition; of these only what somebody claimed is theirs."""
    band = source.order(edges)[0]
    if tab == "mine":
        return source.is_of(user_id) if source.is_of else false()
    if tab == "late":
        return and_(source.is_late(edges), band != BACKLOG)
    return band == BACKLOG if tab == "backlog" else band != BACKLOG


def waiting_ids() -> frozenset[int]:
    """Threads of everything that waits for us now, in whatever tab."""
    edges = Edges.at(now(), our_coverage())
    others = [source.rows(edges).with_only_columns(Thread.id) for source in sources.sources]
    questions = _joined(select(Thread.id), edges.moment)
    return frozenset(db.session.scalars(union_all(questions, *others)))


def other_items(thread_id: int) -> tuple[dict[str, Row[Any] | None], Edges]:
    """What of each other source stands for this thread."""
    edges = Edges.at(now(), our_coverage())
    return {
        source.kind: db.session.execute(source.rows(edges).where(Thread.id == thread_id)).first()
        for source in sources.sources
    }, edges


def item(thread_id: int) -> tuple[Row[Any] | None, Edges]:
    """One item as the list shows it, or None when it does not wait for us."""
    edges = Edges.at(now(), our_coverage())
    return db.session.execute(rows(edges).where(Thread.id == thread_id)).first(), edges


def counts(user_id: int) -> Counts:
    """The numbers on the tabs, in one statement a source over the list's own predicate."""
    edges = Edges.at(now(), our_coverage())
    columns = [func.count().filter(tab_condition(tab, edges, user_id)).label(tab) for tab in TABS]
    row = db.session.execute(_joined(select(*columns), edges.moment)).one()
    numbers = dict(row._mapping)
    for source in sources.sources:
        for tab, number in _other_counts(source, edges, user_id).items():
            numbers[tab] += number
    return Counts(**numbers)


def _other_counts(source: Source, edges: Edges, user_id: int) -> Mapping[str, int]:
    parts = {tab: _other_condition(tab, edges, source, user_id) for tab in TABS}
    columns = [func.count().filter(part).label(tab) for tab, part in parts.items()]
    row = db.session.execute(source.rows(edges).with_only_columns(*columns)).one()
    return dict(row._mapping)


def rows(edges: Edges) -> Select[Any]:
    """The columns of a queue item; no entity is loaded."""
    opening = aliased(Post, name="opening")
    statement = select(
        literal("queue").label("kind"),
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.audience,
        Thread.me_too,
        Thread.support_state,
        Thread.staff_posts.label("posts"),
        Category.name.label("category"),
        Category.slug.label("category_slug"),
        User.name.label("asker"),
        User.username.label("asker_username"),
        Organisation.name.label("organisation"),
        Organisation.tier,
        opening.excerpt,
        DeskClock.target,
        DeskClock.since,
        DeskClock.due_at,
        DeskClock.hastened,
        DeskClock.danger,
        DeskClock.searched_by,
        DeskClock.first_time,
        DeskClock.distress,
        edges.points().label("points"),
        edges.to_check.label("to_check"),
        case((edges.to_check, nights.latest_answer())).label("answer_id"),
        tier_points().label("tier_points"),
        Thread.needs_company_at,
        Thread.replied_by,
        Thread.added_detail_at,
        Claim.by_id.label("claimed_by_id"),
        Claim.until.label("claimed_until"),
        Holder.name.label("claimed_by"),
        Assignment.to_id.label("assigned_to_id"),
        Group.name.label("assigned_group"),
        Assignment.note.label("assigned_note"),
        Assigned.name.label("assigned_to"),
        Giver.name.label("assigned_by"),
        edges.band().label("band"),
    )
    return (
        _joined(statement, edges.moment)
        .join(opening, and_(opening.thread_id == Thread.id, opening.number == 1))
        .outerjoin(Assigned, Assigned.id == Assignment.to_id)
        .outerjoin(Group, Group.id == Assignment.group_id)
        .outerjoin(Giver, Giver.id == Assignment.by_id)
    )


def _joined(statement: Any, moment: datetime) -> Select[Any]:
    return (
        statement.select_from(DeskClock)
        .join(Thread, Thread.id == DeskClock.thread_id)
        .join(Category, Category.id == Thread.category_id)
        .join(User, User.id == Thread.author_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(Claim, and_(Claim.thread_id == Thread.id, claimed(moment)))
        .outerjoin(Holder, Holder.id == Claim.by_id)
        .outerjoin(
            Assignment, and_(Assignment.thread_id == Thread.id, Assignment.ended_at.is_(None))
        )
        .where(in_queue(moment))
    )

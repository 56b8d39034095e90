"""What waits for us: one predicate behind list, badge count and tabs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, User
from community.clock import now
from community.desk import nights
from community.desk.bands import BACKLOG, Edges
from community.desk.mine import concerns
from community.desk.models import Claim, DeskClock
from community.desk.snoozing import rests
from community.desk.timing import our_coverage, still_waits
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
    returns = or_(DeskClock.resumes_at <= moment, nights.to_check(moment, our_coverage()))
    return and_(returns, still_waits(), listed(), ~rests(moment))


def claimed(moment: datetime) -> ColumnElement[bool]:
    """Condition over Claim: somebody is on it."""
    return and_(Claim.released_at.is_(None), Claim.until > moment)


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
    statement = rows(edges).where(tab_condition(tab, edges, user_id))
    if thread_ids is not None:
        statement = statement.where(Thread.id.in_(thread_ids))
    keys = edges.order()
    seen = decode(cursor, keys)
    if seen:
        statement = statement.where(tuple_(*keys) > tuple_(*seen))
    found = db.session.execute(statement.order_by(*keys).limit(PAGE + 1)).all()
    if len(found) <= PAGE:
        return QueuePage(found, None, edges)
    last = found[PAGE - 1]
    return QueuePage(found[:PAGE], encode([last.band, -last.points, last.since, last.id]), edges)


def waiting_ids() -> frozenset[int]:
    """Everything that waits for us now, in whatever tab."""
    return frozenset(db.session.scalars(_joined(select(Thread.id), now())))


def item(thread_id: int) -> tuple[Row[Any] | None, Edges]:
    """One item as the list shows it, or None when it does not wait for us."""
    edges = Edges.at(now(), our_coverage())
    return db.session.execute(rows(edges).where(Thread.id == thread_id)).first(), edges


def counts(user_id: int) -> Counts:
    """The numbers on the tabs, in one statement over the list's own predicate."""
    edges = Edges.at(now(), our_coverage())
    columns = [func.count().filter(tab_condition(tab, edges, user_id)).label(tab) for tab in TABS]
    row = db.session.execute(_joined(select(*columns), edges.moment)).one()
    return Counts(**row._mapping)


def rows(edges: Edges) -> Select[Any]:
    """The columns of a queue item; no entity is loaded."""
    opening = aliased(Post, name="opening")
    statement = select(
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
        tier_points().label("tier_points"),
        Thread.needs_company_at,
        Thread.replied_by,
        Thread.added_detail_at,
        Claim.by_id.label("claimed_by_id"),
        Claim.until.label("claimed_until"),
        Holder.name.label("claimed_by"),
        Assignment.to_id.label("assigned_to_id"),
        Assignment.to_group.label("assigned_group"),
        Assignment.note.label("assigned_note"),
        Assigned.name.label("assigned_to"),
        Giver.name.label("assigned_by"),
        edges.band().label("band"),
    )
    return (
        _joined(statement, edges.moment)
        .join(opening, and_(opening.thread_id == Thread.id, opening.number == 1))
        .outerjoin(Assigned, Assigned.id == Assignment.to_id)
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

"""A question that waits for us: when it does, in which tab it stands, and what the list shows."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, User
from community.desk import nights
from community.desk.bands import BACKLOG, Edges
from community.desk.customers_first.leaving import left
from community.desk.groups.models import Group
from community.desk.handing_over.queries import with_whom
from community.desk.mine import concerns
from community.desk.models import QUESTION, Claim, DeskClock
from community.desk.snoozing import rests
from community.desk.timing import WAITING, still_waits
from community.desk.together_models import Assignment
from community.desk.weights import tier_points
from community.forum.models import Category, Post, Thread
from community.forum.queries import listed

Holder = aliased(User, name="holder")
Assigned = aliased(User, name="assigned")
Giver = aliased(User, name="giver")


def in_queue(moment: datetime) -> ColumnElement[bool]:
    """Condition over Thread and DeskClock: this waits for us now, or should be looked at because
    a customer answered it at night."""
    return _waits(Edges.here(moment))


def _waits(edges: Edges) -> ColumnElement[bool]:
    returns = or_(
        DeskClock.resumes_at <= edges.moment,
        Thread.support_state.in_(WAITING),  # an answer was called wrong a moment ago
        edges.to_check,
    )
    return and_(returns, still_waits(), listed(), ~rests(edges.moment, edges.soon))


def claimed(moment: Any) -> ColumnElement[bool]:
    """Condition over Claim: somebody is on the question."""
    return and_(Claim.kind == QUESTION, Claim.released_at.is_(None), Claim.until > moment)


def tab_condition(tab: str, edges: Edges, user_id: Any) -> ColumnElement[bool]:
    """What stands in a tab, over the joined tables of `joined`."""
    band = edges.band()
    if tab == "mine":
        return concerns(user_id)
    if tab == "late":
        return and_(DeskClock.due_at < edges.moment, band != BACKLOG)
    if tab == "backlog":
        return band == BACKLOG
    to_customers = left(edges.moment, edges.soon)
    return to_customers if tab == "customers" else and_(band != BACKLOG, ~to_customers)


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
        case((left(edges.moment, edges.soon), DeskClock.customers_until)).label("left_until"),
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
        with_whom().label("handed"),
        edges.band().label("band"),
    )
    return (
        joined(statement, edges)
        .join(opening, and_(opening.thread_id == Thread.id, opening.number == 1))
        .outerjoin(Assigned, Assigned.id == Assignment.to_id)
        .outerjoin(Group, Group.id == Assignment.group_id)
        .outerjoin(Giver, Giver.id == Assignment.by_id)
    )


def joined(statement: Any, edges: Edges) -> Select[Any]:
    """With everybody it concerns."""
    return (
        for_sorting(statement, edges)
        .join(Category, Category.id == Thread.category_id)
        .outerjoin(Holder, Holder.id == Claim.by_id)
    )


def for_sorting(statement: Any, edges: Edges) -> Select[Any]:
    """With what points and tabs ask for."""
    return (
        for_counting(statement, edges)
        .join(User, User.id == Thread.author_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
    )


def for_counting(statement: Any, edges: Edges) -> Select[Any]:
    """With what tabs ask for."""
    given = and_(Assignment.thread_id == Thread.id, Assignment.ended_at.is_(None))
    return (
        statement.select_from(DeskClock)
        .join(Thread, Thread.id == DeskClock.thread_id)
        .outerjoin(Claim, and_(Claim.thread_id == Thread.id, claimed(edges.moment)))
        .outerjoin(Assignment, given)
        .where(_waits(edges))
    )

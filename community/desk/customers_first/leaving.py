"""Which questions are left to customers first, and until when (CARE, "When staff hold back")."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from community import outbox
from community.accounts.models import Organisation, User
from community.clock import now
from community.desk import timing
from community.desk.coverage import Coverage
from community.desk.customers_first.models import CustomersFirst
from community.desk.customers_first.switching import subject_of
from community.desk.events import QueueChanged
from community.desk.follow_up_promises import FollowUpPromise
from community.desk.known_problems import known_problem
from community.desk.models import DeskClock, Target
from community.extensions import db
from community.forum.models import Category, Thread


def left(moment: Any, soon: Any) -> ColumnElement[bool]:
    """Condition over Thread and DeskClock: it stands in the queue and needs none of us yet.
    `soon`: what is due by then is ours in any case.

    What must never be left is asked of the rows once more: they may have changed a moment ago.
    """
    return and_(
        DeskClock.customers_until.is_not(None),  # not left, rather than unknown: it is negated
        DeskClock.customers_until > moment,
        DeskClock.due_at > soon,
        DeskClock.target == "first_reply",
        ~or_(DeskClock.danger, DeskClock.distress, DeskClock.first_time, DeskClock.hastened),
        Thread.support_state == "unanswered",
        Thread.audience == "public",
        Thread.needs_company_at.is_(None),
    )


def note(thread_id: int) -> bool:
    """Write until when it is left, and say whether that changed. Inside writing(); nothing
    happens where nobody waits for us."""
    thread, clock = db.session.get(Thread, thread_id), db.session.get(DeskClock, thread_id)
    if thread is None or clock is None:
        return False
    until = _until(thread, clock)
    if clock.customers_until == until:
        return False
    clock.customers_until = until
    if until:  # it stands among the others from then on, on open pages too
        outbox.record(QueueChanged(thread_id), at=until)
    return True


def take_over(thread_id: int) -> bool:
    """One of us takes it up: it is not left to customers any more. Inside writing()."""
    done = db.session.execute(
        update(DeskClock)
        .where(DeskClock.thread_id == thread_id, DeskClock.customers_until.is_not(None))
        .values(customers_until=None, taken_over_at=now())
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _until(thread: Thread, clock: DeskClock) -> datetime | None:
    """Their 75th percentile, never beyond half the target; None where it is never left."""
    row = db.session.get(CustomersFirst, thread.category_id)
    if row is None or row.on_since is None or _is_ours(thread, clock):
        return None
    category = db.session.get_one(Category, thread.category_id)
    if subject_of(category, row) != "ordinary" or _has_a_commitment(thread):
        return None
    until = latest(clock.since, clock.due_at, row.usual, timing.coverage_of(thread.category_id))
    if until <= now() or known_problem(thread):
        return None
    return until


def latest(since: datetime, due_at: datetime, usual: float | None, hours: Coverage) -> datetime:
    """Pure. Before the half hour in which the deadline is near it is ours in any case."""
    half = hours.add(since, hours.between(since, due_at) / 2)
    theirs = since + timedelta(minutes=usual) if usual is not None else half
    return min(theirs, half, due_at - timing.SOON)


def _is_ours(thread: Thread, clock: DeskClock) -> bool:
    """Who asks for the first time, is in need, asks in private, or was failed by customers."""
    in_need = clock.first_time or clock.distress or clock.danger
    called = clock.hastened or thread.needs_company_at or clock.taken_over_at
    first = clock.target == "first_reply" and thread.support_state == "unanswered"
    return bool(in_need or called or thread.rests or thread.audience != "public" or not first)


def _has_a_commitment(thread: Thread) -> bool:
    """A target is promised that holds here, or to this asker's tier anywhere."""
    tier = db.session.scalar(
        select(Organisation.tier)
        .join(User, User.organisation_id == Organisation.id)
        .where(User.id == thread.author_id)
    )
    here = and_(
        or_(Target.category_id == thread.category_id, Target.category_id.is_(None)),
        Target.tier.is_(None),
    )
    theirs = Target.tier == tier if tier else None
    holds = here if theirs is None else or_(here, theirs)
    follow_ups = select(FollowUpPromise.target_id).where(FollowUpPromise.promised_at.is_not(None))
    promised = or_(Target.promised_at.is_not(None), Target.id.in_(follow_ups))
    return bool(db.session.scalar(select(exists().where(promised, holds))))

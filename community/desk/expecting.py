"""What the asker reads: only what can be kept (CARE, "What the asker reads, and nothing else")."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from community.accounts.models import User
from community.clock import now
from community.desk.models import Claim, DeskClock
from community.desk.timing import our_coverage, reading_of
from community.extensions import db
from community.forum import waiting
from community.forum.models import Thread

#: functions(thread) -> (name of the component, since, url) of a running incident, or None;
#: the first that knows one is believed
incidents: list[Callable[[Thread], tuple[str, datetime, str] | None]] = []


@dataclass(frozen=True)
class Expectation:
    """Which sentence of CARE's table, and the moments in it."""

    #: incident · handled · late · needs_info · on_duty · off_duty
    case: str
    at: datetime | None = None
    next_word: datetime | None = None
    #: when the lead was told that we are late
    lead_told: datetime | None = None
    name: str = ""
    url: str = ""


def may_read(user: User | None, thread: Thread) -> bool:
    """The asker, their organisation, and staff; nobody else."""
    if user is None:
        return False
    if user.id == thread.author_id or user.is_staff:
        return True
    return user.organisation_id is not None and user.organisation_id == _firm_of(thread)


def _firm_of(thread: Thread) -> int | None:
    return db.session.scalar(select(User.organisation_id).where(User.id == thread.author_id))


def expectation(thread: Thread) -> Expectation | None:
    """The one true sentence for this thread now; None where nobody waits for anybody."""
    if not thread.is_question or thread.by_team or thread.support_state in {"solved", "closed"}:
        return None
    for source in incidents:
        known = source(thread)
        if known:
            return Expectation("incident", at=known[1], name=known[0], url=known[2])
    if thread.support_state == "needs_info":
        return _waiting_for_the_asker(thread)
    if thread.support_state == "replied":  # it is for the asker to say whether it helped
        return None
    return _waiting_for_us(thread)


def _waiting_for_the_asker(thread: Thread) -> Expectation | None:
    if not thread.info_asked_at:
        return None
    zone = waiting.zone_of(db.session.get(User, thread.author_id))
    return Expectation("needs_info", at=waiting.closes_at(thread.info_asked_at, zone))


def _waiting_for_us(thread: Thread) -> Expectation | None:
    moment = now()
    row = db.session.execute(
        select(DeskClock.due_at, DeskClock.resumes_at, DeskClock.lead_told_at, Claim.id)
        .outerjoin(
            Claim,
            and_(
                Claim.thread_id == DeskClock.thread_id,
                Claim.released_at.is_(None),
                Claim.until > moment,
            ),
        )
        .where(DeskClock.thread_id == thread.id)
    ).first()
    if row is not None and row.id is not None and row.resumes_at <= moment:
        return Expectation("handled")
    # Right after an act the outbox has not set the clock yet: the page never waits for it.
    clock = row or reading_of(thread)
    if clock is None or clock.resumes_at > moment:
        return None
    if clock.due_at < moment:
        coming = thread.next_word_by if (thread.next_word_by or moment) > moment else None
        told = row.lead_told_at if row is not None else None
        return Expectation("late", at=clock.due_at, next_word=coming, lead_told=told)
    hours = our_coverage()
    if hours.is_on(moment):
        return Expectation("on_duty")
    return Expectation("off_duty", at=hours.next_on(moment))

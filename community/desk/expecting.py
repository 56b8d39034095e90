"""What the asker reads: only what can be kept (CARE, "What the asker reads, and nothing else")."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, select

from community.accounts.models import User
from community.clock import now
from community.desk.coverage import Coverage
from community.desk.follow_up_promises import FollowUpPromise
from community.desk.handing_over.queries import is_worked_on
from community.desk.hours.reading import own
from community.desk.measuring import hour_of
from community.desk.models import QUESTION, Claim, DeskClock, Target, UsualWait
from community.desk.timing import coverage_of, reading_of
from community.desk.waits import rounded
from community.extensions import db
from community.forum import waiting
from community.forum.models import Thread

LAST = timedelta(minutes=30)

#: functions(thread) -> (name of the component, since, url) of a running incident, or None;
#: the first that knows one is believed
incidents: list[Callable[[Thread], tuple[str, datetime, str] | None]] = []


@dataclass(frozen=True)
class Expectation:
    """Which sentence of CARE's table, and the moments in it."""

    #: incident · handled · late · needs_info · promised · usual · on_duty · off_duty
    case: str
    at: datetime | None = None
    next_word: datetime | None = None
    #: when the lead was told that we are late
    lead_told: datetime | None = None
    #: `usual`: within how many it usually happens, None for "today"; `off_duty`: for 6 of 10
    minutes: int | None = None
    #: `late`: somebody is at it all the same
    handed: bool = False
    #: when the sentence stops being the true one by itself
    until: datetime | None = None
    name: str = ""
    url: str = ""

    @property
    def is_said_as_today(self) -> bool:
        return self.case == "usual" and self.minutes is None


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
    moment, hours = now(), coverage_of(thread.category_id)
    row = db.session.execute(_clock_of(thread, moment, hours)).first()
    if row is not None and row.claimed_until and row.resumes_at <= moment:
        return Expectation("handled", until=row.claimed_until)
    # Right after an act the outbox has not set the clock yet: the page never waits for it.
    stands = row is not None and row.resumes_at <= moment
    clock = row if stands else reading_of(thread)
    if clock is None or clock.resumes_at > moment:
        return None
    if clock.due_at < moment:
        return _late(thread, clock.due_at, row, moment)
    if row is not None and row.handed:
        return Expectation("handled", until=clock.due_at)
    if not hours.is_on(moment):
        back = hours.next_on(moment)
        return Expectation(
            "off_duty", at=back, until=min(back, clock.due_at), minutes=_overnight(row, back)
        )
    ends = min(hours.end_of_duty(moment), clock.due_at)
    if row is not None and _is_promised(row):
        return Expectation("promised", at=clock.due_at, until=ends)
    return _usually(row, moment, hours, ends) or Expectation("on_duty", until=ends)


def _is_promised(row: Any) -> bool:
    """First replies and follow-ups are promised each for itself."""
    promised = {"first_reply": row.promised_at, "follow_up": row.follow_ups_promised_at}
    return bool(promised.get(row.target))


def _clock_of(thread: Thread, moment: datetime, hours: Coverage) -> Select[Any]:
    """The clock with who is on it, whether its target is promised, and what is known of the
    hour in which the wait began, and of this one: one statement."""
    since = thread.waiting_since or moment
    return (
        select(
            DeskClock.due_at,
            DeskClock.resumes_at,
            DeskClock.since,
            DeskClock.target,
            DeskClock.lead_told_at,
            Claim.until.label("claimed_until"),
            Target.promised_at,
            FollowUpPromise.promised_at.label("follow_ups_promised_at"),
            is_worked_on(thread.id).label("handed"),
            _known(UsualWait.usual, thread, since, hours).label("usual"),
            _known(UsualWait.most, thread, moment, hours).label("most"),
        )
        .outerjoin(
            Claim,
            and_(
                Claim.thread_id == DeskClock.thread_id,
                Claim.kind == QUESTION,
                Claim.released_at.is_(None),
                Claim.until > moment,
            ),
        )
        .outerjoin(Target, Target.id == DeskClock.target_id)
        .outerjoin(FollowUpPromise, FollowUpPromise.target_id == DeskClock.target_id)
        .where(DeskClock.thread_id == thread.id)
    )


def _known(column: Any, thread: Thread, moment: datetime, hours: Coverage) -> Any:
    """Of the thread's category; else of all of them, unless it has hours of its own."""
    places = (thread.category_id,) if thread.category_id in own() else (thread.category_id, 0)
    return (
        select(column)
        .where(
            UsualWait.category_id.in_(places),
            UsualWait.hour == hour_of(moment, hours),
        )
        .order_by(UsualWait.category_id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _late(thread: Thread, due_at: datetime, row: Any, moment: datetime) -> Expectation:
    coming = thread.next_word_by if (thread.next_word_by or moment) > moment else None
    if row is None:
        return Expectation("late", at=due_at, next_word=coming, until=coming)
    return Expectation(
        "late",
        at=due_at,
        next_word=coming,
        lead_told=row.lead_told_at,
        handed=row.handed,
        until=coming,
    )


def _usually(row: Any, moment: datetime, hours: Coverage, ends: datetime) -> Expectation | None:
    """Only of a first reply, and while this question has not waited longer itself."""
    if row is None or row.usual is None or row.target != "first_reply":
        return None
    said, over = sayable(row.usual, row.since, hours) or (None, moment)
    if over <= moment:
        return None
    return Expectation("usual", minutes=said, until=min(ends, over))


def sayable(
    usual: float, asked_at: datetime, hours: Coverage
) -> tuple[int | None, datetime] | None:
    """What may be said of these minutes to who asked then (None: "today"), and until when; never
    of the last half hour in which somebody works: what is left then waits for the morning."""
    said = rounded(usual)
    over = asked_at + timedelta(minutes=said or usual)
    if not hours.is_on(asked_at) or over > hours.end_of_duty(asked_at) - LAST:
        return None
    return said, over


def _overnight(row: Any, back: datetime) -> int | None:
    """Whole hours within which six of ten had a reply while none of us was there."""
    if row is None or row.most is None:
        return None
    hours = max(1, math.ceil(row.most / 60))
    return hours * 60 if now() + timedelta(hours=hours) <= back else None

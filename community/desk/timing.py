"""Derives a thread's clock from the facts the forum keeps: when is the next reply due?"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_, or_, select

from community import outbox
from community.accounts.models import Organisation, User
from community.clock import now
from community.desk import coverage
from community.desk.coverage import Coverage
from community.desk.events import DueReached, DueSoonReached, QueueChanged
from community.desk.hours import reading as hours
from community.desk.hours.reading import coverage_of, our_coverage
from community.desk.models import DeskClock, Target
from community.extensions import db
from community.forum.models import Thread
from community.search import demand
from config import BadSettings, Settings

SOON = timedelta(minutes=30)  # CARE's second band, and the first warning
WAITING = ("unanswered", "needs_reply")
PAUSE_DAYS = {"customer": 1, "trusted": 2}  # covered days a customer's answer pauses our clock

__all__ = ["coverage_of", "our_coverage"]  # where everybody looks for them


@dataclass(frozen=True)
class Targets:
    """Covered minutes, for one category and tier."""

    first_reply: int
    follow_up: int
    id: int | None = None

    def span(self, waiting_for: str | None) -> timedelta:
        minutes = self.follow_up if waiting_for == "follow_up" else self.first_reply
        return timedelta(minutes=minutes)


@dataclass(frozen=True)
class Reading:
    """What the clock says of a thread."""

    target: str
    since: datetime
    due_at: datetime
    resumes_at: datetime
    hastened: bool = False
    target_id: int | None = None


def check_settings(settings: Settings) -> None:
    """Hours that cannot be read stop the start, not the first page that needs them."""
    try:
        hours.parsed(settings.coverage, settings.time_zone, settings.holidays)
    except coverage.BadCoverage as error:
        raise BadSettings(f"COVERAGE or HOLIDAYS: {error}") from None


def targets_for(category_id: int, tier: str | None) -> Targets:
    """The most exact row: category and tier, then tier, then category, then the settings."""
    rows = db.session.scalars(
        select(Target).where(
            or_(Target.category_id == category_id, Target.category_id.is_(None)),
            or_(Target.tier == tier, Target.tier.is_(None)),
        )
    ).all()
    best = max(rows, key=lambda t: (t.tier is not None, t.category_id is not None), default=None)
    if best:
        return Targets(best.first_reply, best.follow_up, best.id)
    settings = current_app.config["SETTINGS"]
    return Targets(settings.first_reply_minutes, settings.follow_up_minutes)


def read_clock(thread: Thread, targets: Targets, hours: Coverage) -> Reading | None:
    """When this thread is due, or None while nobody waits for the company."""
    if not _waits_for_us(thread):
        return None
    since = thread.waiting_since
    assert since is not None
    target = thread.waiting_for or "first_reply"
    span = targets.span(target) + _rested(thread, hours)
    if thread.support_state == "replied":
        return _after_a_pause(thread, since, span, hours)
    if thread.next_word_by:
        return Reading("next_word", since, thread.next_word_by, since)
    due = hours.add(since, span)
    asked = thread.needs_company_at
    if asked and since <= asked < due:
        half = hours.between(asked, due) / 2
        return Reading(
            thread.waiting_for or "first_reply", since, hours.add(asked, half), since, True
        )
    return Reading(thread.waiting_for or "first_reply", since, due, since)


def still_waits() -> ColumnElement[bool]:
    """The same over Thread, for lists: what was answered a moment ago left the queue, though
    its clock is only taken away when the outbox comes to it."""
    rests = and_(Thread.support_state == "replied", Thread.replied_by.in_(PAUSE_DAYS))
    return and_(
        Thread.kind == "question",
        Thread.closed_at.is_(None),
        Thread.waiting_since.is_not(None),
        or_(Thread.support_state.in_(WAITING), rests),
    )


def _waits_for_us(thread: Thread) -> bool:
    """Not: what is no question, staff's own, imported, unseen, closed, solved, or paused."""
    if not thread.is_question or thread.by_team or thread.imported:
        return False
    if thread.hidden_at or thread.held_at or thread.closed_at or not thread.waiting_since:
        return False
    if thread.support_state == "replied":
        return thread.replied_by in PAUSE_DAYS
    return thread.support_state in WAITING


def _after_a_pause(thread: Thread, since: datetime, span: timedelta, hours: Coverage) -> Reading:
    """A customer answered: our clock rests, then runs on with what was left of it."""
    assert thread.replied_at is not None and thread.replied_by is not None
    resumes = hours.add(thread.replied_at, hours.day * PAUSE_DAYS[thread.replied_by])
    left = max(timedelta(), span - hours.between(since, thread.replied_at))
    target = thread.waiting_for or "first_reply"
    return Reading(target, since, hours.add(resumes, left), resumes)


def _rested(thread: Thread, hours: Coverage) -> timedelta:
    """How long our clock stood still for answers of customers that proved wrong."""
    spans = (
        (datetime.fromisoformat(start), datetime.fromisoformat(end), hours.day * PAUSE_DAYS[who])
        for start, end, who in thread.rests or ()
    )
    return sum((min(hours.between(a, b), most) for a, b, most in spans), timedelta())


def reading_of(thread: Thread, kept: Coverage | None = None) -> Reading | None:
    """What the clock of this thread must say, whether or not it was written already. `kept`: the
    hours as they are written now; else from memory."""
    if not _waits_for_us(thread):
        return None
    tier = db.session.scalar(
        select(Organisation.tier)
        .join(User, User.organisation_id == Organisation.id)
        .where(User.id == thread.author_id)
    )
    targets = targets_for(thread.category_id, tier)
    reading = read_clock(thread, targets, kept or coverage_of(thread.category_id))
    return reading and replace(reading, target_id=targets.id)


def set_clock(thread_id: int) -> None:
    """Write the thread's clock anew, and the timers that go with it. Inside writing()."""
    thread = db.session.get(Thread, thread_id)
    if thread is None:
        return
    _keep(thread)
    weigh(thread_id)
    outbox.record(QueueChanged(thread_id))


def move_clock(thread_id: int) -> None:
    """As set_clock, where nothing happened to the thread itself: silent if nothing moves."""
    thread = db.session.get(Thread, thread_id)
    if thread is not None and _keep(thread):
        outbox.record(QueueChanged(thread_id))


def _keep(thread: Thread) -> bool:
    """Whether the clock says anything else than before."""
    reading = reading_of(thread, hours.read_of(thread.category_id))
    kept = db.session.get(DeskClock, thread.id)
    if reading and kept and kept.danger:  # no customer's answer lets that rest
        reading = replace(reading, resumes_at=reading.since)
    if reading is None:
        if kept:
            db.session.delete(kept)
        return kept is not None
    if kept is None or _differs(kept, reading):
        _write(thread.id, kept, reading)
        return True
    return False


def weigh(thread_id: int) -> bool:
    """Take over how many people look for this; whether that changed. Inside writing()."""
    clock = db.session.get(DeskClock, thread_id)
    people = demand.people_wanting(thread_id) if clock else 0
    if clock is None or clock.searched_by == people:
        return False
    clock.searched_by = people
    return True


def _differs(kept: DeskClock, reading: Reading) -> bool:
    return (kept.target, kept.target_id, kept.due_at, kept.resumes_at, kept.since) != (
        reading.target,
        reading.target_id,
        reading.due_at,
        reading.resumes_at,
        reading.since,
    )


def _write(thread_id: int, kept: DeskClock | None, reading: Reading) -> None:
    row = kept or DeskClock(thread_id=thread_id)
    row.target, row.since = reading.target, reading.since
    row.target_id = reading.target_id
    row.due_at, row.resumes_at = reading.due_at, reading.resumes_at
    row.hastened = reading.hastened
    row.soon_told_at = row.late_told_at = row.lead_told_at = None
    db.session.add(row)
    stamp = reading.due_at.timestamp()
    outbox.record(
        DueSoonReached(thread_id, stamp), at=max(reading.due_at - SOON, reading.resumes_at)
    )
    outbox.record(DueReached(thread_id, stamp), at=max(reading.due_at, reading.resumes_at))
    if reading.resumes_at > now():  # it comes back to open queues by itself when its rest is over
        outbox.record(QueueChanged(thread_id), at=reading.resumes_at)

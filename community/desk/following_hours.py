"""Open deadlines follow what they were reckoned from: targets, tiers, hours, holidays."""

from importlib.metadata import version

from flask import Flask, current_app
from sqlalchemy import select

from community import outbox
from community.accounts.events import CustomerAssigned, TierChanged
from community.accounts.models import User
from community.clock import now
from community.desk import timing
from community.desk.customers_first import leaving
from community.desk.events import DeadlinesOutdated, QueueChanged
from community.desk.hours.models import OurHours
from community.desk.models import DeskClock, HoursKept
from community.extensions import db, writing
from community.forum.models import Thread

AT_ONCE = 50  # clocks a transaction: others must get to write in between


@outbox.on(DeadlinesOutdated)
def move_deadlines(event: DeadlinesOutdated) -> None:
    """The next clocks, in the order of threads; calls itself until none is left."""
    statement = select(DeskClock.thread_id).where(DeskClock.thread_id > event.after_thread_id)
    if event.organisation_id is not None:
        statement = (
            statement.join(Thread, Thread.id == DeskClock.thread_id)
            .join(User, User.id == Thread.author_id)
            .where(User.organisation_id == event.organisation_id)
        )
    ids = db.session.scalars(statement.order_by(DeskClock.thread_id).limit(AT_ONCE)).all()
    for thread_id in ids:
        _move(thread_id)
    if len(ids) == AT_ONCE:
        outbox.record(DeadlinesOutdated(ids[-1], event.organisation_id))


@outbox.on(TierChanged)
def follow_a_tier(event: TierChanged) -> None:
    outbox.record(DeadlinesOutdated(organisation_id=event.organisation_id))


@outbox.on(CustomerAssigned)
def follow_a_customer(event: CustomerAssigned) -> None:
    theirs = (
        select(DeskClock.thread_id)
        .join(Thread, Thread.id == DeskClock.thread_id)
        .where(Thread.author_id == event.user_id)
    )
    for thread_id in list(db.session.scalars(theirs)):
        _move(thread_id)


def _move(thread_id: int) -> None:
    timing.move_clock(thread_id)
    if leaving.note(thread_id):
        outbox.record(QueueChanged(thread_id))


def begin(app: Flask) -> None:
    """When a worker starts: hours come from the settings, and those may be others now."""
    with app.app_context():
        hours, kept = hours_in_words(), db.session.get(HoursKept, 1)
        if kept is None or kept.hours != hours:
            with writing():
                _keep(hours)


def hours_in_words() -> str:
    """All that says which hours are covered; calendars change with their library's version."""
    settings = current_app.config["SETTINGS"]
    calendar = f"holidays {version('holidays')}" if settings.holidays else ""
    rows = select(OurHours.category_id, OurHours.hours, OurHours.zone, OurHours.holidays)
    kept = sorted(map(repr, db.session.execute(rows)))
    if kept:
        calendar = f"holidays {version('holidays')}"
    words = (settings.coverage, settings.time_zone, settings.holidays, calendar, *kept)
    standard = (settings.first_reply_minutes, settings.follow_up_minutes)
    return "\n".join(map(str, (*words, *standard, version("tzdata"))))


def _keep(hours: str) -> None:
    kept = db.session.get(HoursKept, 1) or HoursKept(id=1)
    kept.hours, kept.since = hours, now()
    db.session.add(kept)
    outbox.record(DeadlinesOutdated())

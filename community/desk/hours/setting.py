"""Set and remove hours: noted in the journal; open deadlines and what askers read follow."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import or_, select

from community import caching, journal, outbox
from community.clock import now
from community.desk.coverage import BadCoverage, Coverage
from community.desk.events import DeadlinesOutdated, MeasuringDue
from community.desk.hours import reading
from community.desk.hours.models import OurHours
from community.desk.models import Target
from community.desk.reasons import span_words
from community.extensions import db, hold
from community.forum.models import Category


class Unfit(ValueError):
    """No deadline could be reckoned with these; the text says why, for who wanted them."""


def set_hours(
    category_id: int | None, hours: str, zone: str, holidays: str, by_id: int | None
) -> None:
    """Inside writing(). Raises Unfit, and BadCoverage for what cannot be read."""
    hold("desk_hours")
    check(reading.parsed(hours, zone, holidays), category_id)
    row = find(category_id) or OurHours(category_id=category_id)
    before = (row.hours, row.zone, row.holidays)
    row.hours, row.zone, row.holidays = hours, zone, holidays
    if before == (hours, zone, holidays):
        return
    row.by_id, row.changed_at = by_id, now()
    db.session.add(row)
    db.session.flush()
    _tell("set", row, by_id)


def remove_hours(row: OurHours, by_id: int | None) -> None:
    """What is less exact holds again. Inside writing()."""
    _tell("remove", row, by_id)
    db.session.delete(row)


def find(category_id: int | None) -> OurHours | None:
    return db.session.scalar(
        select(OurHours).where(OurHours.category_id.is_not_distinct_from(category_id))
    )


def standing() -> Sequence[Any]:
    """Every row with its category's name, that for everywhere first."""
    return db.session.execute(
        select(OurHours, Category.name)
        .outerjoin(Category, Category.id == OurHours.category_id)
        .order_by(OurHours.category_id.is_not(None), Category.position)
    ).all()


def check(hours: Coverage, category_id: int | None) -> None:
    """A deadline beyond a year is none: no hours, or so few that the longest target does not
    fit into them. Raises Unfit."""
    longest = longest_target(category_id)
    try:
        hours.add(now(), timedelta(minutes=longest))
        hours.subtract(now(), hours.day * 4)
    except BadCoverage:
        raise Unfit(
            _(
                "With these hours a target of %(span)s would take more than a year.",
                span=span_words(longest),
            )
        ) from None


def longest_target(category_id: int | None) -> int:
    """In covered minutes, of those that hold in a category or everywhere."""
    settings = current_app.config["SETTINGS"]
    found = select(Target.first_reply, Target.follow_up)
    if category_id is not None:
        here = or_(Target.category_id == category_id, Target.category_id.is_(None))
        found = found.where(here)
    numbers = [max(row) for row in db.session.execute(found)]
    return max(settings.first_reply_minutes, settings.follow_up_minutes, *numbers)


def fits(minutes: int, category_id: int | None) -> bool:
    """Whether a target can be kept within a year in all hours it would hold in."""
    kept = reading.read()
    concerned = [
        hours for number, hours in kept.items() if category_id is None or number == category_id
    ] or [kept.get(None) or reading.of_settings()]
    try:
        for hours in concerned:
            hours.add(now(), timedelta(minutes=minutes))
    except BadCoverage:
        return False
    return True


def _tell(act: str, row: OurHours, by_id: int | None) -> None:
    words = {"hours": row.hours, "zone": row.zone, "holidays": row.holidays}
    journal.note(f"{act}_hours", "hours", row.id, by_id, category_id=row.category_id, **words)
    caching.touch(reading.TAG)
    outbox.record(DeadlinesOutdated())
    outbox.record(MeasuringDue(again=False))

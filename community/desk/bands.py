"""The order of the queue: bands by deadline first (CARE, "The order of the queue")."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, or_

from community.desk import nights, weights
from community.desk.coverage import Coverage
from community.desk.models import DeskClock
from community.desk.timing import SOON
from community.forum.models import Thread

OUTAGE, DUE_SOON, LATE, TODAY, LATE_DAYS, LATER, BACKLOG = range(1, 8)
BACKLOG_DAYS = 3  # covered days: later than this is backlog, with a tab of its own


MOMENTS = ("moment", "soon", "end_of_day", "one_day_late", "three_days_late")
BEHIND_OUTAGES = -1  # points of an answer to check: after all of the first band, before the others


@dataclass(frozen=True)
class Edges:
    """The moments that separate the bands, as seen from one moment."""

    moment: datetime
    soon: datetime
    end_of_day: datetime
    one_day_late: datetime
    three_days_late: datetime
    #: the hours without us that were just over: their answers are to be checked
    nights: tuple[tuple[datetime, datetime], ...]
    hours: Coverage

    @classmethod
    def at(cls, moment: datetime, hours: Coverage) -> "Edges":
        local = moment.astimezone(hours.zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return cls(
            moment,
            moment + SOON,
            midnight.astimezone(moment.tzinfo),
            hours.subtract(moment, hours.day),
            hours.subtract(moment, hours.day * BACKLOG_DAYS),
            tuple(nights.nights(moment, hours)),
            hours,
        )

    def before(self, span: timedelta) -> "Edges":
        """The same edges so much covered time earlier: for what is due that long after its time."""
        earlier: dict[str, Any] = {
            name: self.hours.subtract(getattr(self, name), span) for name in MOMENTS
        }
        return replace(self, **earlier)

    @property
    def to_check(self) -> ColumnElement[bool]:
        """Over Thread and DeskClock: a customer answered while none of us was there."""
        return nights.to_check(self.moment, self.nights)

    def band(self) -> ColumnElement[int]:
        """The band as SQL, over Thread and DeskClock."""
        first = or_(DeskClock.danger, self.to_check)
        return case((first, OUTAGE), else_=self.band_of(DeskClock.due_at))

    def band_of(self, due: Any) -> ColumnElement[int]:
        """The band by the deadline alone."""
        return case(
            (due < self.three_days_late, BACKLOG),
            (due < self.one_day_late, LATE_DAYS),
            (due < self.moment, LATE),
            (due <= self.soon, DUE_SOON),
            (due < self.end_of_day, TODAY),
            else_=LATER,
        )

    def points(self) -> ColumnElement[int]:
        return case((self.to_check, BEHIND_OUTAGES), else_=weights.points())

    def order(self) -> tuple[Any, ...]:
        """The order of work, over the queue's tables: band, points, who waits longest."""
        return (self.band(), -self.points(), DeskClock.since, Thread.id)

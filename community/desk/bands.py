"""The order of the queue: bands by deadline first (CARE, "The order of the queue")."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, or_

from community.desk import nights, weights
from community.desk.coverage import Coverage
from community.desk.hours import reading
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
    #: the same by the hours of categories that have their own
    own: Mapping[int, "Edges"] = field(default_factory=dict)

    @classmethod
    def here(cls, moment: datetime) -> "Edges":
        """As our hours are, each category by its own."""
        own = {number: cls.at(moment, hours) for number, hours in reading.own().items()}
        return replace(cls.at(moment, reading.our_coverage()), own=own)

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
        own = {number: edges.before(span) for number, edges in self.own.items()}
        return replace(self, **earlier, own=own)

    def passed(self, time: Any) -> ColumnElement[bool]:
        """Whether a time lies before the moment, which differs by category after `before`."""
        found: ColumnElement[bool] = self._each(lambda edges: time < edges.moment)
        return found

    @property
    def to_check(self) -> ColumnElement[bool]:
        """Over Thread and DeskClock: a customer answered while none of us was there."""
        found: ColumnElement[bool] = self._each(
            lambda edges: nights.to_check(edges.moment, edges.nights)
        )
        return found

    def band(self) -> ColumnElement[int]:
        """The band as SQL, over Thread and DeskClock."""
        first = or_(DeskClock.danger, self.to_check)
        return case((first, OUTAGE), else_=self.band_of(DeskClock.due_at))

    def band_of(self, due: Any) -> ColumnElement[int]:
        """The band by the deadline alone, over Thread where categories have their own hours."""
        found: ColumnElement[int] = self._each(
            lambda edges: case(
                (due < edges.three_days_late, BACKLOG),
                (due < edges.one_day_late, LATE_DAYS),
                (due < edges.moment, LATE),
                (due <= edges.soon, DUE_SOON),
                (due < edges.end_of_day, TODAY),
                else_=LATER,
            )
        )
        return found

    def _each(self, say: Callable[["Edges"], ColumnElement[Any]]) -> Any:
        """What is said of these edges; in a category with its own hours of its own edges."""
        if not self.own:
            return say(self)
        there = [(Thread.category_id == number, say(edges)) for number, edges in self.own.items()]
        return case(*there, else_=say(self))

    def points(self) -> ColumnElement[int]:
        return case((self.to_check, BEHIND_OUTAGES), else_=weights.points())

    def order(self) -> tuple[Any, ...]:
        """The order of work, over the queue's tables: band, points, who waits longest."""
        return (self.band(), -self.points(), DeskClock.since, Thread.id)

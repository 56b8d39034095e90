"""The spans of time that figures are of. Pure."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

SPANS = (4, 12, 26)  # weeks
USUAL = 12
LONGEST = timedelta(weeks=SPANS[-1])
DAY = timedelta(days=1)
#: age of what waits: name, from, below
BANDS: tuple[tuple[str, timedelta, timedelta | None], ...] = (
    ("day", timedelta(), DAY),
    ("days", DAY, 3 * DAY),
    ("week", 3 * DAY, 7 * DAY),
    ("weeks", 7 * DAY, 28 * DAY),
    ("older", 28 * DAY, None),
)


class Period(NamedTuple):
    """From its start until right before its end; what it tells is as it stood at its end."""

    start: datetime
    end: datetime

    @property
    def before(self) -> "Period":
        """The one of the same length before it."""
        return Period(self.start - (self.end - self.start), self.start)


def period(moment: datetime, weeks: int) -> Period:
    return Period(moment - timedelta(weeks=weeks), moment)


def both(moment: datetime, weeks: int) -> Iterator[tuple[str, Period]]:
    yield "now", period(moment, weeks)
    yield "before", period(moment, weeks).before


def days(moment: datetime, zone: ZoneInfo, weeks: int = SPANS[-1]) -> list[tuple[str, datetime]]:
    """Each day of the span by our calendar and the moment it is told at: its end, and of today
    the moment of the reckoning."""
    today = moment.astimezone(zone).date()
    found = []
    for back in range(weeks * 7 - 1, 0, -1):
        day = today - timedelta(days=back)
        end = datetime.combine(day + DAY, time(), zone).astimezone(moment.tzinfo)
        found.append((day.isoformat(), end))
    return [*found, (today.isoformat(), moment)]

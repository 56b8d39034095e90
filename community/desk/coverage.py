"""When somebody of us works the queue, and time counted only while somebody does.

All arithmetic runs over real UTC intervals made from local hours, day by day, so that the days
on which clocks change are as long as they really are.
"""

import itertools
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.desk.days_off import UnknownHolidays, days_off

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON = 400  # days: past this a coverage without hours is a mistake, not a long weekend
NIGHT = (time(21), time(8))  # of the reader: no nudge, closing or digest in it

Hours = tuple[int, int]  # minutes of the local day: from, to (1440: midnight)


class BadCoverage(ValueError):
    """The text does not describe weekly hours."""


@dataclass(frozen=True)
class Coverage:
    """Weekly hours in a time zone, without holidays."""

    week: tuple[tuple[Hours, ...], ...]  # seven days, Monday first
    zone: ZoneInfo
    holidays: Container[date] = field(default=(), hash=False, compare=False)

    @property
    def around_the_clock(self) -> bool:
        return all(day == ((0, 1440),) for day in self.week)

    @property
    def day(self) -> timedelta:
        """One covered day: the mean length of the days that are covered at all."""
        lengths = [sum(end - start for start, end in day) for day in self.week if day]
        return timedelta(minutes=sum(lengths) / len(lengths))

    def is_on(self, moment: datetime) -> bool:
        return any(start <= moment < end for start, end in self._spans_near(moment))

    def off_at(self, moment: datetime) -> datetime | None:
        """When the hours that run now end; None off duty."""
        spans = self._spans_near(moment)
        return next((end for start, end in spans if start <= moment < end), None)

    def next_on(self, moment: datetime) -> datetime:
        """The moment itself when on duty, else when duty begins again."""
        for start, end in self._spans_from(moment):
            if end > moment:
                return max(start, moment)
        raise BadCoverage("No covered hours within a year.")

    def end_of_duty(self, moment: datetime) -> datetime:
        """When duty ends that is on now, beyond midnight where it goes on there, two days ahead at
        most; the moment itself when it is off."""
        ends = moment
        for start, end in itertools.takewhile(
            lambda span: span[0] < moment + timedelta(days=2), self._spans_from(moment)
        ):
            if start <= ends < end:
                ends = end
        return ends

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """The moment at which so much covered time has passed."""
        left = span
        for start, end in self._spans_from(moment):
            begin = max(start, moment)
            if end <= begin:
                continue
            if begin + left <= end:
                return begin + left
            left -= end - begin
        raise BadCoverage("No covered hours within a year.")

    def subtract(self, moment: datetime, span: timedelta) -> datetime:
        """The latest moment from which so much covered time has passed until this one."""
        left = span
        for start, end in self._spans_back(moment):
            finish = min(end, moment)
            if finish <= start:
                continue
            if finish - left >= start:
                return finish - left
            left -= finish - start
        raise BadCoverage("No covered hours within a year.")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The covered time from one moment to a later one; zero when they are reversed."""
        total = timedelta()
        if end <= start:
            return total
        for begin, finish in self._spans_from(start):
            if begin >= end:
                return total
            total += max(timedelta(), min(finish, end) - max(begin, start))
        return total

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of duty that touch a period, in order."""
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            yield from self._spans_of(day)
            day += timedelta(days=1)

    def _spans_of(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if day in self.holidays:
            return
        for start, end in self.week[day.weekday()]:
            begin, finish = self._moment(day, start), self._moment(day, end)
            if begin < finish:  # hours that fell into a gap of the clock did not take place
                yield begin, finish

    def _moment(self, day: date, minutes: int) -> datetime:
        if minutes == 1440:
            day, minutes = day + timedelta(days=1), 0
        local = datetime.combine(day, time(minutes // 60, minutes % 60), self.zone)
        moment = local.astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
            return moment
        return _end_of_gap(local)

    def _spans_near(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = moment.astimezone(self.zone).date()
        yield from self._spans_of(today)

    def _spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = moment.astimezone(self.zone).date()
        for ahead in range(HORIZON):
            yield from self._spans_of(today + timedelta(days=ahead))

    def _spans_back(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = moment.astimezone(self.zone).date()
        for back in range(HORIZON):
            yield from reversed(list(self._spans_of(today - timedelta(days=back))))


def _end_of_gap(local: datetime) -> datetime:
    """When the clock sprang forward over this local time: what it skips begins where it lands."""
    earliest, latest = local.replace(fold=1).astimezone(UTC), local.astimezone(UTC)
    after = latest.astimezone(local.tzinfo).utcoffset()
    while latest - earliest > timedelta(minutes=1):
        middle = earliest + (latest - earliest) // 2
        if middle.astimezone(local.tzinfo).utcoffset() == after:
            latest = middle
        else:
            earliest = middle
    return latest.replace(second=0, microsecond=0)


def parse(text: str, zone: str, holidays: str = "") -> Coverage:
    """`mon-fri 09:00-17:00; sat 10:00-14:00`, or `always`. Raises BadCoverage."""
    week: list[list[Hours]] = [[] for _day in DAYS]
    if text.strip().lower() in {"always", "24/7"}:
        week = [[(0, 1440)] for _day in DAYS]
    else:
        for part in filter(None, (p.strip().lower() for p in text.split(";"))):
            days, start, end = _parse_part(part)
            for day in days:
                week[day].append((start, end))
    if not any(week):
        raise BadCoverage("Coverage needs at least one hour in the week.")
    try:
        return Coverage(tuple(map(_joined, week)), ZoneInfo(zone), days_off(holidays))
    except UnknownHolidays as error:
        raise BadCoverage(str(error)) from None


def _joined(day: list[Hours]) -> tuple[Hours, ...]:
    """In order, and none twice: hours that overlap or touch are one stretch."""
    joined: list[Hours] = []
    for start, end in sorted(day):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _parse_part(part: str) -> tuple[range | list[int], int, int]:
    match = re.fullmatch(
        r"(\w{3})(?:-(\w{3}))?\s+(\d\d?):(\d\d)-(\d\d?):(\d\d)", part.replace("–", "-")
    )
    if not match or match[1] not in DAYS or (match[2] and match[2] not in DAYS):
        raise BadCoverage(f"Cannot read the hours {part!r}; write for example mon-fri 09:00-17:00.")
    first = DAYS.index(match[1])
    last = DAYS.index(match[2]) if match[2] else first
    days = [(first + i) % 7 for i in range((last - first) % 7 + 1)]
    start = int(match[3]) * 60 + int(match[4])
    end = int(match[5]) * 60 + int(match[6])
    if not 0 <= start < end <= 1440:
        raise BadCoverage(f"The hours {part!r} end before they begin.")
    return days, start, end

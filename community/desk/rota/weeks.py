"""A person's hours, read: a week with nights over midnight, and days that differ. Pure."""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from community.desk import coverage
from community.desk.coverage import DAYS, Coverage
from community.desk.rota.intervals import Span, joined, within

PART = re.compile(r"(\w{3})(?:-(\w{3}))?\s+(\d\d?):(\d\d)-(\d\d?):(\d\d)")
REACH = timedelta(days=1)


@lru_cache(maxsize=500)
def parse_week(text: str, zone: str) -> Coverage | None:
    """As coverage.parse, and `mon-fri 22:00-06:00` goes on in the next morning; None for nothing.
    Raises coverage.BadCoverage."""
    parts = [part for one in text.split(";") if one.strip() for part in _over_midnight(one)]
    return coverage.parse("; ".join(parts), zone) if parts else None


def _over_midnight(part: str) -> list[str]:
    match = PART.fullmatch(part.strip().lower().replace("–", "-"))
    if not match or match[1] not in DAYS or (match[2] or match[1]) not in DAYS:
        return [part]
    begins, ends = f"{match[3]}:{match[4]}", f"{match[5]}:{match[6]}"
    if int(match[3]) * 60 + int(match[4]) < int(match[5]) * 60 + int(match[6]):
        return [part]
    first, last = match[1], match[2] or match[1]
    evening = f"{first}-{last} {begins}-24:00"
    if int(match[5]) == int(match[6]) == 0:
        return [evening]
    return [evening, f"{_next(first)}-{_next(last)} 00:00-{ends}"]


def _next(day: str) -> str:
    return DAYS[(DAYS.index(day) + 1) % 7]


@dataclass(frozen=True)
class Days(Container[date]):
    """The days that a rule names."""

    rule: Callable[[date], bool]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.rule(day)


@dataclass(frozen=True)
class Change:
    """From one day to another these hours instead; none: away."""

    first: date
    last: date
    hours: str = ""
    on_call: str = ""
    note: str = ""
    id: int = 0

    @property
    def is_away(self) -> bool:
        return not (self.hours or self.on_call)

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Person:
    """Somebody of us with their week and what differs, the last said last."""

    id: int
    name: str
    username: str
    zone: str
    hours: str
    on_call: str
    changes: Sequence[Change] = field(default=())
    load_limit: int | None = None

    def works(self, start: datetime, end: datetime) -> list[Span]:
        """When they are on duty, as planned."""
        return self._spans("hours", start, end)

    def is_called(self, start: datetime, end: datetime) -> list[Span]:
        return self._spans("on_call", start, end)

    def is_away(self, moment: datetime) -> bool:
        """By the day it is where they are."""
        day = moment.astimezone(coverage.ZoneInfo(self.zone)).date()
        said = [change for change in self.changes if change.has(day)]
        return bool(said) and said[-1].is_away

    def present(self, start: datetime, end: datetime) -> list[Span]:
        """Day and night, but for the days they are away."""
        always = coverage.parse("always", self.zone)
        last = dict(enumerate(self.changes))

        def is_away_on(day: date) -> bool:
            said = [change for change in last.values() if change.has(day)]
            return bool(said) and said[-1].is_away

        here = replace(always, holidays=Days(is_away_on))
        return within(joined(here.spans(start - REACH, end + REACH)), start, end)

    def _spans(self, kind: str, start: datetime, end: datetime) -> list[Span]:
        found: list[Span] = []
        for week in self._weeks(kind):
            found += week.spans(start - REACH, end + REACH)
        return within(joined(found), start, end)

    def _weeks(self, kind: str) -> Iterable[Coverage]:
        """The usual week without the days that differ, then each change without those after."""
        for number, text in enumerate(
            [getattr(self, kind), *(getattr(c, kind) for c in self.changes)]
        ):
            week = parse_week(text, self.zone)
            if week is not None:
                yield replace(week, holidays=Days(self._but(number)))

    def _but(self, number: int) -> Callable[[date], bool]:
        own = self.changes[number - 1] if number else None
        later = self.changes[number:]
        return lambda day: (own is not None and not own.has(day)) or any(c.has(day) for c in later)

"""Replays past weeks against another target or other hours: what would have been kept, what more
it would have taken, and where. Pure: no database, no clock.

Questions are brought into covered time, in which nights do not exist. There each reply took as
long as passed since the question was there and the reply before it was given; with other hours
the same replies in the same order take as long. Without a change that gives back what was.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from community.desk.coverage import Coverage

GOAL = 0.9  # of what is asked for is called kept
SLOT = 30  # minutes: as exactly as an hour of the week is looked up
STEPS = 40  # replays, and hours of help a week: beyond, the target is another company's
WORTH = 0.99  # an hour of help is worth it that makes all lateness together this much shorter


class Past(NamedTuple):
    """A question: when it was asked, when it had its first reply, when its first from us."""

    asked_at: datetime
    replied_at: datetime | None
    by_us_at: datetime | None
    over_at: datetime | None = None  # solved or closed


@dataclass(frozen=True)
class Forecast:
    """What would have been. `help`: more hands than were there, in hours a week by hour of it."""

    questions: int
    kept: int
    kept_with_help: int
    opened: float  # hours a week that would be covered and are not
    help: dict[int, int]

    @property
    def share(self) -> float:
        return self.kept / self.questions if self.questions else 0.0

    @property
    def share_with_help(self) -> float:
        return self.kept_with_help / self.questions if self.questions else 0.0

    @property
    def more_hours(self) -> float:
        return self.opened + sum(self.help.values())


class Timeline:
    """Covered minutes since a beginning, and back to the hour of the week."""

    def __init__(self, hours: Coverage, start: datetime, end: datetime) -> None:
        self.starts: list[datetime] = []
        self.ends: list[datetime] = []
        self.before: list[float] = []  # covered minutes before each span
        self.zone = hours.zone
        self.hours: dict[int, int] = {}
        total = 0.0
        for begin, finish in hours.spans(start, end):
            self.starts.append(begin)
            self.ends.append(finish)
            self.before.append(total)
            total += (finish - begin).total_seconds() / 60
        self.total = total

    def minutes(self, moment: datetime) -> float:
        index = bisect_right(self.starts, moment) - 1
        if index < 0:
            return 0.0
        inside = min(moment, self.ends[index]) - self.starts[index]
        return self.before[index] + inside.total_seconds() / 60

    def hour(self, minutes: float) -> int:
        """The hour of the week that it is after so many covered minutes."""
        slot = int(minutes // SLOT)
        if slot not in self.hours:
            self.hours[slot] = self._hour_at(slot * SLOT)
        return self.hours[slot]

    def _hour_at(self, minutes: float) -> int:
        index = max(0, bisect_right(self.before, minutes) - 1)
        moment = self.starts[index] + timedelta(minutes=minutes - self.before[index])
        local = moment.astimezone(self.zone)
        return local.weekday() * 24 + local.hour


class Job(NamedTuple):
    """In covered minutes of the hours that are tried."""

    asked: float
    took: float | None  # None: we never replied
    others: float | None  # when another customer did


def forecast(
    past: Sequence[Past], real: Coverage, tried: Coverage, target: int, end: datetime
) -> Forecast:
    """`target` in covered minutes; `end`: up to when the past is known."""
    if not past:
        return Forecast(0, 0, 0, hours_of(beyond(tried, real)), {})
    start = min(one.asked_at for one in past) - timedelta(days=1)
    line = Timeline(tried, start, end + timedelta(days=30))
    jobs = _jobs(past, Timeline(real, start, end + timedelta(days=1)), line)
    jobs = [job for job in jobs if job.took is not None or job.others is not None] + [
        job
        for job in jobs
        if job.took is None and job.others is None and job.asked + target < line.minutes(end)
    ]
    outcome = _replay(jobs, line, target, {})
    help_given, kept_with_help = _seek_help(jobs, line, target, outcome)
    opened = hours_of(beyond(tried, real))
    return Forecast(len(jobs), outcome.kept, kept_with_help, opened, help_given)


def beyond(these: Coverage, those: Coverage) -> list[tuple[int, int, int]]:
    """(day, from, to in minutes) that these cover and those do not."""
    found: list[tuple[int, int, int]] = []
    for day in range(7):
        edges = sorted(
            {edge for week in (these, those) for part in week.week[day] for edge in part}
        )
        for start, end in pairwise(edges):
            if _covers(these, day, start) and not _covers(those, day, start):
                found.append((day, start, end))
    return found


def _covers(hours: Coverage, day: int, minute: int) -> bool:
    return any(start <= minute < end for start, end in hours.week[day])


def hours_of(parts: Sequence[tuple[int, int, int]]) -> float:
    return sum(end - start for _day, start, end in parts) / 60


def _jobs(past: Sequence[Past], was: Timeline, line: Timeline) -> list[Job]:
    """In the order of our replies, which is kept: each took what passed since it could begin."""
    found, free = [], 0.0
    for one in sorted(past, key=lambda one: one.by_us_at or one.asked_at):
        others = one.replied_at if one.replied_at and one.replied_at != one.by_us_at else None
        took = None
        if one.by_us_at is not None:
            done = was.minutes(one.by_us_at)
            took = max(0.0, done - max(was.minutes(one.asked_at), free))
            free = max(free, done)
        elif others is None and one.over_at is not None:
            continue  # it was over before anybody replied: nobody can say
        found.append(
            Job(line.minutes(one.asked_at), took, None if others is None else line.minutes(others))
        )
    return found


class Outcome(NamedTuple):
    kept: int
    late: float  # minutes beyond the target, all together
    where: Counter[int]  # hours of the week in which the late ones waited, before they were late


def _replay(jobs: Sequence[Job], line: Timeline, target: int, more: Mapping[int, int]) -> Outcome:
    free, kept, late = 0.0, 0, 0.0
    where: Counter[int] = Counter()
    for job in jobs:
        due, done = job.asked + target, None
        if job.took is not None:
            begin = max(job.asked, free)
            hands = 1 + more.get(line.hour(begin), 0) if more else 1
            free = done = begin + job.took / hands
        first = min((one for one in (done, job.others) if one is not None), default=None)
        if first is not None and first <= due + 1e-6:
            kept += 1
        elif job.took is not None:
            late += free - due
            where.update(line.hour(job.asked + step) for step in range(0, min(target, 480), 60))
    return Outcome(kept, late, where)


def _seek_help(
    jobs: Sequence[Job], line: Timeline, target: int, now: Outcome
) -> tuple[dict[int, int], int]:
    """One more pair of hands where most was late, an hour a week at a time, until nine of ten
    are kept or no hour helps any more. Help that did not keep more in the end is not asked for."""
    more: dict[int, int] = {}
    best = (dict(more), now.kept)
    in_vain: set[int] = set()
    for _step in range(STEPS):
        if now.kept >= GOAL * len(jobs):
            break
        hour = next((h for h, _count in now.where.most_common() if h not in in_vain), None)
        if hour is None:
            break
        given = {**more, hour: more.get(hour, 0) + 1}
        then = _replay(jobs, line, target, given)
        if then.kept > now.kept or then.late < now.late * WORTH:
            more, now = given, then
            if now.kept > best[1]:
                best = (dict(more), now.kept)
        else:
            in_vain.add(hour)
    return best

"""Makes the figures of each view out of what was read. Pure: a native thread does it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any

from community.desk.waits import LEAST, WEEK, is_on, pools
from community.insights.figures import DUTIES
from community.insights.gathering import Calendar, Span
from community.insights.periods import BANDS, SPANS, Period, both, days
from community.insights.surviving import quantiles
from community.insights.tallying import Question, View, views_of

FEW = 10  # from as many questions on, a median is told
STATES = (*(name for name, _least, _below in BANDS), "needs_info")


class Waits:
    """How long some questions waited, by the clock and in covered time, those that still do
    apart."""

    def __init__(self) -> None:
        self.answered: list[float] = []
        self.waiting: list[float] = []
        self.covered: list[float] = []
        self.covered_waiting: list[float] = []

    def __len__(self) -> int:
        return len(self.answered) + len(self.waiting)

    def add(self, minutes: float, covered: float, answered: bool) -> None:
        (self.answered if answered else self.waiting).append(minutes)
        (self.covered if answered else self.covered_waiting).append(covered)

    def take(self, other: "Waits") -> None:
        self.answered += other.answered
        self.waiting += other.waiting
        self.covered += other.covered
        self.covered_waiting += other.covered_waiting

    def told(self) -> list[float | None]:
        """Median and nine of ten, by the clock and covered; nothing of too few."""
        if len(self) < FEW:
            return [None] * 4
        found = quantiles(self.answered, self.waiting)
        found += quantiles(self.covered, self.covered_waiting)
        if len(self) < LEAST:
            found[1] = found[3] = None
        return [None if one is None else round(one, 1) for one in found]


def figures(
    questions: Sequence[Question], calendar: Calendar, weeks: int
) -> dict[View, dict[str, Any]]:
    """How long people waited: by hour of the week, and by whether somebody was on duty, now and
    in the period before."""
    made: dict[View, dict[str, Any]] = defaultdict(lambda: {"waits": {"now": {}, "before": {}}})
    for which, period in both(calendar.moment, weeks):
        by_view: dict[View, dict[Any, Waits]] = defaultdict(lambda: defaultdict(Waits))
        for one in questions:
            if period.start <= one.asked_at < period.end:
                wait = wait_in(one, period, calendar)
                for view in views_of(one.category_id, one.tier):
                    for part in (one.duty, *((one.hour,) if which == "now" else ())):
                        by_view[view][part].add(*wait)
        for view, parts in by_view.items():
            made[view]["waits"][which] = _by_duty(parts)
            if which == "now":
                made[view]["hours"] = _by_hour(parts, calendar.of(view[0]).hours.week)
    return made


def wait_in(one: Question, period: Period, calendar: Calendar) -> tuple[float, float, bool]:
    """As it stood at the period's end: until the useful reply, else until it was over without
    one, or until then."""
    if one.useful_at is not None and one.useful_at < period.end:
        end, answered = one.useful_at, True
    else:
        end, answered = min(one.over_at or period.end, period.end), False
    minutes = max(0.0, (end - one.asked_at).total_seconds() / 60)
    return minutes, calendar.of(one.category_id).covered(one.asked_at, end), answered


def _by_duty(parts: dict[Any, Waits]) -> dict[str, Any]:
    everything = Waits()
    found = {}
    for duty in DUTIES:
        if duty in parts:
            everything.take(parts[duty])
            found[duty] = [len(parts[duty]), *parts[duty].told()]
    return {"all": [len(everything), *everything.told()], **found}


def _by_hour(parts: dict[Any, Waits], week: Any) -> list[list[Any]]:
    """Of each hour: its own questions, those it is told from, the four times, and, where it was
    too thin alone, the hours that it was told together with."""
    found: list[list[Any]] = []
    for hour in range(WEEK):
        own = len(parts[hour]) if hour in parts else 0
        pool = next((pool for pool in ladder(hour, week) if _together(parts, pool) >= LEAST), None)
        if pool is None:
            found.append([own, 0, None, None, None, None, []])
            continue
        waits = Waits()
        for one in pool:
            if one in parts:
                waits.take(parts[one])
        found.append([own, len(waits), *waits.told(), [] if pool == (hour,) else list(pool)])
    return found


def ladder(hour: int, week: Any) -> Iterator[tuple[int, ...]]:
    """The hours that expectations take together, then all of that day with people at work, or
    all without."""
    yield from pools(hour, week)
    day = range(hour - hour % 24, hour - hour % 24 + 24)
    yield tuple(one for one in day if is_on(one, week) == is_on(hour, week))


def _together(parts: dict[Any, Waits], pool: Iterable[int]) -> int:
    return sum(len(parts[hour]) for hour in pool if hour in parts)


def backlog(spans: Sequence[Span], calendar: Calendar) -> dict[View, dict[str, list[int]]]:
    """How many waited at the end of each day, by age, and for how many we waited."""
    moments = [moment for _day, moment in days(calendar.moment, calendar.zone)]
    steps: dict[View, dict[str, list[int]]] = defaultdict(
        lambda: {state: [0] * (len(moments) + 1) for state in STATES}
    )
    for span in spans:
        for state, first, last in _days_of(span, moments):
            for view in views_of(span.category_id, span.tier):
                steps[view][state][first] += 1
                steps[view][state][last] -= 1
    return {
        view: {state: list(accumulate(its))[:-1] for state, its in states.items()}
        for view, states in steps.items()
    }


def _days_of(span: Span, moments: Sequence[datetime]) -> Iterator[tuple[str, int, int]]:
    """Its bands, each from the first day on and before the last: as figures.waiting_at."""
    began = span.began_at
    end = len(moments) if span.ended_at is None else bisect_left(moments, span.ended_at)
    if span.state != "open":
        bands = [(span.state, bisect_left(moments, began), end)]
    else:
        bands = [
            (
                name,
                bisect_left(moments, began + least),
                end if below is None else min(end, bisect_left(moments, began + below)),
            )
            for name, least, below in BANDS
        ]
    yield from (band for band in bands if band[1] < band[2])


def made_of(
    questions: Sequence[Question], spans: Sequence[Span], calendar: Calendar
) -> tuple[dict[int, dict[View, dict[str, Any]]], dict[View, dict[str, list[int]]]]:
    """All that is kept but the counts: figures by weeks and view, and the backlog by view."""
    by_weeks = {weeks: figures(questions, calendar, weeks) for weeks in SPANS}
    return by_weeks, backlog(spans, calendar)

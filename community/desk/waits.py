"""How long people usually wait, by hour of the week. Pure: no database, no clock.

Who still waits counts as still waiting (Kaplan-Meier), so that the unlucky are not left out, and
nothing is said from fewer than thirty questions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from community.desk.coverage import Hours

LEAST = 30  # questions
WEEK = 168  # hours
NEAR = (0, 1, 2)  # hours of the day on either side that may be taken together: while we work
NEAR_OFF = (0, 1, 3)  # and while we do not
USUAL, MOST = 0.9, 0.6  # the shares that are spoken of: "usually", "6 of 10"

Week = tuple[tuple[Hours, ...], ...]


class Wait(NamedTuple):
    """One question: when in the week it was asked, and how long it waited or waits already."""

    category_id: int
    hour: int  # of the week, Monday at midnight being 0
    minutes: float
    answered: bool


@dataclass(frozen=True)
class Usual:
    """What is known of one hour: minutes within which nine and six of ten were answered."""

    usual: float | None
    most: float | None
    cases: int


def within(waits: Sequence[tuple[float, bool]], share: float) -> float | None:
    """The minutes within which this share is answered; None while too few are known or answered.

    `waits`: (minutes, answered). One case more is reckoned with than there are, since what is
    said is about the next one.
    """
    count = len(waits)
    if count < LEAST:
        return None
    waiting, at_risk = 1.0, count
    goal = 1 - min(1.0, share * (count + 1) / count)
    # at one moment answers come before those who wait since then: they were at risk
    for minutes, answered in sorted(waits, key=lambda wait: (wait[0], not wait[1])):
        if answered:
            waiting *= 1 - 1 / at_risk
            if waiting <= goal + 1e-9:
                return minutes
        at_risk -= 1
    return None


def usual_waits(waits: Iterable[Wait], week: Week) -> dict[tuple[int, int], Usual]:
    """By category and hour; category 0 is all of them. Thin hours are pooled with their like,
    then with other categories; silent hours are left out."""
    by_place: dict[int, dict[int, list[tuple[float, bool]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for one in waits:
        for place in (one.category_id, 0):
            by_place[place][one.hour].append((one.minutes, one.answered))
    found: dict[tuple[int, int], Usual] = {}
    for hour in range(WEEK):
        ladder = list(pools(hour, week))
        for place, hours in by_place.items():
            pooled = _first_full(hours, ladder)
            if pooled is None and place:
                pooled = _first_full(by_place[0], ladder)
            if pooled is not None:
                usual, most = within(pooled, USUAL), within(pooled, MOST)
                if usual is not None or most is not None:
                    found[place, hour] = Usual(usual, most, len(pooled))
    return found


def pools(hour: int, week: Week) -> Iterator[tuple[int, ...]]:
    """Which hours may speak for this one, nearest first: itself, the same hour on days like this
    one, and then with the hours beside it."""
    yield (hour,)
    on = is_on(hour, week)
    day, own = divmod(hour, 24)
    days = [other for other in range(7) if _kind(other, week) == _kind(day, week)]
    for reach in NEAR if on else NEAR_OFF:
        near = range(max(0, own - reach), min(23, own + reach) + 1)
        pool = [other * 24 + one for other in days for one in near]
        yield tuple(one for one in pool if is_on(one, week) == on)


def is_on(hour: int, week: Week) -> bool:
    """Whether somebody works in the middle of this hour."""
    day, own = divmod(hour, 24)
    return any(start <= own * 60 + 30 < end for start, end in week[day])


def _kind(day: int, week: Week) -> tuple[tuple[Hours, ...], bool, bool]:
    """Days are alike that have the same hours, and rest before and after them alike: on Mondays
    the weekend's questions are answered too, and what Friday leaves waits for three days."""
    return week[day], bool(week[day - 1]), bool(week[(day + 1) % 7])


def _first_full(
    hours: dict[int, list[tuple[float, bool]]], ladder: Iterable[tuple[int, ...]]
) -> list[tuple[float, bool]] | None:
    for pool in ladder:
        together = [wait for hour in pool for wait in hours.get(hour, ())]
        if len(together) >= LEAST:
            return together
    return None


def rounded(minutes: float) -> int | None:
    """As it is said: up to ten minutes under an hour, to thirty under four; None beyond."""
    for step, below in ((10, 60), (30, 240)):
        up = -(-int(-(-minutes // 1)) // step) * step
        if up <= below:
            return max(step, up)
    return None

"""Made-up streams of questions, and how agents in their hours and customers at any hour answer.

A small company (2 agents, weekdays, 12 questions a day, 45 % of them off-hours) and a large one
(10 agents in shifts, 600 a day).
"""

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from community.desk.coverage import Coverage, parse

START = datetime(2026, 6, 1, tzinfo=UTC)  # a Monday


@dataclass(frozen=True)
class Company:
    name: str
    hours: Coverage
    a_day: float
    #: how many work in an hour of the day
    agents: Callable[[int], int]
    #: minutes an answer takes, on average
    work: float
    #: the share that another customer answers before us, given time
    by_customers: float
    off_hours: float  # the share of questions that come while nobody works


@dataclass
class Asked:
    at: datetime
    useful_at: datetime | None = None
    staff_at: datetime | None = None
    minutes: float = 0.0  # of an agent's work


def small() -> Company:
    hours = parse("mon-fri 09:00-17:00", "UTC")
    return Company("small", hours, 12, lambda hour: 2, 18, 0.3, 0.45)


def large() -> Company:
    def agents(hour: int) -> int:
        return 2 if hour < 6 else 5 if hour < 14 else 4 if hour < 22 else 2

    return Company("large", parse("always", "UTC"), 600, agents, 6, 0.25, 0.0)


def stream(company: Company, weeks: int, seed: int = 7) -> list[Asked]:
    """Questions in the order in which they were asked, with what became of them."""
    chance = random.Random(seed)
    questions = [Asked(moment) for moment in arrivals(company, weeks, chance)]
    for one in questions:
        one.minutes = min(90.0, chance.lognormvariate(0, 0.7) * company.work * 0.78)
        if chance.random() < company.by_customers:
            awake = 1.0 if 7 <= one.at.hour < 23 else 3.0
            one.useful_at = one.at + timedelta(minutes=awake * chance.expovariate(1 / 70))
    _work(company, questions, START + timedelta(weeks=weeks), chance)
    return questions


def arrivals(company: Company, weeks: int, chance: random.Random) -> Iterator[datetime]:
    rates = _rates(company)
    for hour in range(weeks * 168):
        moment = START + timedelta(hours=hour)
        count = _poisson(rates[hour % 168], chance)
        yield from sorted(moment + timedelta(minutes=chance.uniform(0, 60)) for _ in range(count))


def _rates(company: Company) -> list[float]:
    """Questions an hour: quieter at night; on and off duty in the company's shares."""
    weights = []
    for hour in range(168):
        day, own = divmod(hour, 24)
        weights.append(
            (0.35 if own < 7 else 1.3 if 9 <= own < 21 else 0.9) * (1 if day < 5 else 0.7)
        )
    on = [company.hours.is_on(START + timedelta(hours=h, minutes=30)) for h in range(168)]
    week = company.a_day * 7
    if all(on):
        return [week * weight / sum(weights) for weight in weights]
    sums = {flag: sum(w for w, o in zip(weights, on, strict=True) if o is flag) for flag in (0, 1)}
    share = {True: 1 - company.off_hours, False: company.off_hours}
    sums = {flag: sum(w for w, o in zip(weights, on, strict=True) if o == flag) for flag in share}
    return [week * share[o] * w / sums[o] for w, o in zip(weights, on, strict=True)]


def _poisson(mean: float, chance: random.Random) -> int:
    count, left = 0, chance.expovariate(1)
    while left < mean:
        count, left = count + 1, left + chance.expovariate(1)
    return count


def _work(company: Company, questions: list[Asked], end: datetime, chance: random.Random) -> None:
    """Agents take the oldest question that waits, minute by minute, while they are on duty."""
    waiting: list[tuple[datetime, int]] = []
    free: list[datetime] = []  # when each who works is free again
    position, moment, step = 0, START, timedelta(minutes=1)
    while moment < end:
        while position < len(questions) and questions[position].at <= moment:
            if questions[position].useful_at is None or chance.random() < 0.5:
                heapq.heappush(waiting, (questions[position].at, position))
            position += 1
        free = [one for one in free if one > moment]
        if company.hours.is_on(moment):
            while waiting and len(free) < company.agents(moment.hour):
                one = questions[heapq.heappop(waiting)[1]]
                if one.useful_at is not None and one.useful_at <= moment:
                    continue
                done = moment + timedelta(minutes=one.minutes)
                free.append(done)
                one.staff_at = done
                one.useful_at = min(filter(None, (one.useful_at, done)))
        moment += step

"""How soon a burst is noticed, and how often there is none: real questions replayed as streams.

`python -m bench.suspected_outages` takes the questions of `support-questions/banking77` (77 sorts
of them) as the stream of a community with 12 questions a day and of one with 600, each with eight
weeks of history, and lets people come at once with questions of one sort. What decides is the
product's own (`desk/suspecting/bursts.py`); counts are kept in memory instead of in tables.
"""

import csv
import random
from bisect import bisect
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

from bench.bringing_in import data
from bench.desk_streams import START, Company, arrivals, large, small
from community.desk.suspecting.bursts import HISTORY, WINDOW, Burst, Report, strongest, topics_of
from community.search.text import Stems

Stream = list[tuple[Report, int | None]]
Row = tuple[str, str, str, bool | None]
WEEK = timedelta(days=7)
AROUND = timedelta(minutes=90)
QUIET = timedelta(hours=24)  # the same topic again within it is one alarm
FALSE_BAR = 1.0  # per 1,000 questions
SOON = timedelta(minutes=10)
#: company, weeks replayed after the history, bursts, people in each, minutes they take
CASES = (
    (small, 200, 100, 6, 15),
    (small, 100, 100, 12, 30),
    (large, 4, 60, 12, 20),
    (large, 4, 60, 20, 20),
)


@dataclass
class Seen:
    """What was reported in the eight weeks before the window."""

    kept: deque[Report] = field(default_factory=deque)
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def take(self, report: Report) -> None:
        self.kept.append(report)
        self.counts.update(_topics(report))
        while self.kept[0].at < report.at - HISTORY:
            self.counts.subtract(_topics(self.kept.popleft()))


def measure() -> list[Row]:
    """One row a case: noticed, by the third person or within ten minutes of it, false alarms."""
    return [row for case in CASES for row in one_case(*case)]


def one_case(
    company_of: Callable[[], Company], weeks: int, bursts: int, people: int, minutes: int
) -> Iterator[Row]:
    company = company_of()
    chance = random.Random(1)
    stream, moments = _stream(company, weeks, bursts, people, minutes, chance)
    noticed, false, questions = _replay(stream)
    waits = [noticed[n] - moments[n][2] for n in sorted(noticed)]
    soon = sum(wait <= SOON for wait in waits)
    typical = sorted(waits)[len(waits) // 2] if waits else timedelta()
    rate = false * 1000 / questions
    label = f"{company.a_day:.0f} questions a day, {people} people in {minutes} min"
    at_once = sum(wait <= timedelta() for wait in waits)
    yield (f"{label}: noticed", f"{len(waits)} of {bursts}", "", None)
    said = f"{soon}, {at_once} by the third, median {typical.total_seconds() / 60:.1f} min after"
    yield ("  within 10 minutes of the third", said, "", None)
    yield (
        f"  false alarms per 1,000 of {questions} questions",
        f"{rate:.2f}",
        f"<= {FALSE_BAR:.0f}",
        rate <= FALSE_BAR,
    )


def _stream(
    company: Company, weeks: int, bursts: int, people: int, minutes: int, chance: random.Random
) -> tuple[Stream, list[list[datetime]]]:
    """(report, burst or None) in the order of time, and the moments of each burst."""
    sorts = _questions()
    names = sorted(sorts)
    chance.shuffle(names)
    weights = [1 / (place + 3) for place in range(len(names))]  # some are asked far more often
    found = []
    for moment in arrivals(company, weeks + HISTORY // WEEK, chance):
        name = chance.choices(names, weights)[0]
        found.append((moment, chance.choice(sorts[name]), None))
    begins, span = START + HISTORY, weeks * WEEK
    moments = []
    for number in range(bursts):
        start = begins + span * ((number + 0.5) / bursts)
        times = sorted(start + timedelta(minutes=chance.uniform(0, minutes)) for _ in range(people))
        sort = chance.choice(names)
        moments.append(times)
        found += [(moment, chance.choice(sorts[sort]), number) for moment in times]
    found.sort(key=lambda one: one[0])
    reports = [
        (Report(place, str(place), moment, terms), burst)
        for place, (moment, terms, burst) in enumerate(found)
    ]
    return reports, moments


def _replay(stream: Stream) -> tuple[dict[int, datetime], int, int]:
    """When each burst was noticed, false alarms, questions."""
    seen, window = Seen(), deque[tuple[Report, int | None]]()
    begins = START + HISTORY
    hours = [moment.at for moment, _burst in stream]
    noticed: dict[int, datetime] = {}
    alarms: list[tuple[Report, tuple[str, ...]]] = []
    false = questions = 0
    for report, number in stream:
        while window and window[0][0].at < report.at - WINDOW:
            seen.take(window.popleft()[0])
        window.append((report, number))
        if report.at < begins:
            continue
        questions += number is None
        burst = _look(report, [one for one, _n in window], seen, hours)
        if burst is None:
            continue
        members = [n for one, n in window if one in burst.reports]
        real = [n for n in members if n is not None]
        if len(real) * 2 >= len(members) and real:
            noticed.setdefault(real[0], report.at)
        elif not any(report.at - at.at < QUIET and set(t) & set(burst.topic) for at, t in alarms):
            false += 1
            alarms.append((report, burst.topic))
    return noticed, false, questions


def _look(
    report: Report, window: list[Report], seen: Seen, hours: Sequence[datetime]
) -> Burst | None:
    topics = topics_of(report, window)
    if not topics:
        return None
    return strongest(
        topics, seen.counts, len(seen.kept), _at_this_hour(report.at, hours), len(window)
    )


def _at_this_hour(moment: datetime, hours: Sequence[datetime]) -> float:
    """As watching._at_this_hour, over the sorted moments."""
    count = 0
    for back in range(1, HISTORY // WEEK + 1):
        middle = moment - WEEK * back
        count += bisect(hours, middle + AROUND) - bisect(hours, middle - AROUND)
    return count * (WINDOW / (2 * AROUND)) / (HISTORY // WEEK)


def _topics(report: Report) -> Iterator[tuple[str, ...]]:
    terms = sorted(report.terms)
    yield from ((term,) for term in terms)
    yield from combinations(terms, 2)


def _questions() -> dict[str, list[frozenset[str]]]:
    """Terms of each question, by sort."""
    stems = Stems("en")
    found: dict[str, list[frozenset[str]]] = defaultdict(list)
    for name in ("train", "test"):
        path = data() / "support-questions" / "banking77" / f"{name}.csv"
        with path.open(newline="") as lines:
            for text, sort in list(csv.reader(lines))[1:]:
                said = {s for s in stems.of(text) if len(s) > 1 and not s.isdigit()}
                found[sort].append(frozenset(said - stems.soft_stems))
    return found


if __name__ == "__main__":
    for row in measure():
        print(f"{row[0]:<62} {row[1]:>48} {row[2]:>6} {'' if row[3] is None else row[3]}")

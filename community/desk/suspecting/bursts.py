"""When a few people saying the same is more than chance. Pure: no database.

What people report is a set of terms: stems of their words, and parts of the service by name. A
topic is one term or two that stand together. How often it is expected in half an hour follows from
its share in the last eight weeks and from how much is written at this hour of the week; counts are
taken as Poisson, and a topic stands out when so many *different people* are as improbable as the
half hour allows. The form is the temporal part of a scan statistic as disease surveillance uses it
(M. Kulldorff, "Prospective time periodic geographical disease surveillance using a scan statistic",
J. R. Statist. Soc. A 164, 2001), with the share of the topic pooled over the week where an hour
alone is too thin.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

WINDOW = timedelta(minutes=30)
HISTORY = timedelta(days=56)
LEAST = 3  # different people
RARE = 0.99  # no fewer than this share of half hours like this one have fewer
#: chance of a false alarm that one more report may bring, while one is expected in the half hour.
#: The more is written, the more words meet by chance, so the reports of a half hour share it.
RISK = 1e-4
RISK_AT_MOST = 4e-5
OWN, OTHERS = 1, 200  # what is assumed to have been seen before anything was: one report in 200

Topic = tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What one person wrote, looked for or tapped."""

    id: int
    mark: str  # tells people apart
    at: datetime
    terms: frozenset[str]


@dataclass(frozen=True)
class Burst:
    """A topic that stands out: how many people, how many were to be expected, and the chance."""

    topic: Topic
    reports: tuple[Report, ...]
    people: int
    usual: float
    chance: float

    @property
    def factor(self) -> float:
        """How many times more than usual."""
        return self.people / max(self.usual, 0.01)


def topics_of(newest: Report, window: Iterable[Report]) -> dict[Topic, tuple[Report, ...]]:
    """Terms of the newest report, and pairs of them, that enough people share in the window."""
    reports = list(window)
    single = {term: _about((term,), reports) for term in newest.terms}
    shared = sorted(term for term, found in single.items() if people_of(found) >= LEAST)
    found: dict[Topic, tuple[Report, ...]] = {(term,): single[term] for term in shared}
    for pair in combinations(shared, 2):
        both = _about(pair, single[pair[0]])
        if people_of(both) >= LEAST:
            found[pair] = both
    return found


def _about(topic: Topic, reports: Iterable[Report]) -> tuple[Report, ...]:
    return tuple(report for report in reports if report.terms.issuperset(topic))


def people_of(reports: Iterable[Report]) -> int:
    return len({report.mark for report in reports})


def strongest(
    topics: Mapping[Topic, tuple[Report, ...]],
    seen: Mapping[Topic, int],
    seen_in_all: int,
    at_this_hour: float,
    people_now: int,
) -> Burst | None:
    """The least probable topic that stands out.

    `seen`: reports of each topic in the eight weeks before; `at_this_hour`: reports of any sort
    that half an hour like this one usually brings; `people_now`: different people in the window.
    """
    bursts = []
    for topic, reports in topics.items():
        people = people_of(reports)
        others = max(at_this_hour, people_now - people)
        usual = _expected(topic, seen, seen_in_all + OTHERS) * others
        chance = tail(people, usual)
        allowed = min(RISK_AT_MOST, RISK / max(others, 0.1))
        if people >= LEAST and chance < 1 - RARE and chance <= allowed:
            bursts.append(Burst(topic, reports, people, usual, chance))
    # of two that are as improbable the one that says more
    return min(bursts, key=lambda burst: (burst.chance, -len(burst.topic)), default=None)


def _expected(topic: Topic, seen: Mapping[Topic, int], in_all: int) -> float:
    """The share of reports about a topic. Two common words that nobody happened to write together
    in eight weeks still do so by chance, as often as each comes by itself."""
    share = (seen[topic] + OWN) / in_all
    if len(topic) == 1:
        return share
    by_chance = math.prod((seen[(term,)] + OWN) / in_all for term in topic)
    return max(share, by_chance)


def tail(count: int, mean: float) -> float:
    """P(X >= count) of a Poisson variable, summed upwards so that small chances stay exact."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    term = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    total, step = 0.0, count
    while term > total * 1e-12 or step < mean:
        total += term
        step += 1
        term *= mean / step
    return min(1.0, total)

"""Scores in SQL: the formulas of `scoring` over candidates, from the places in their tsvector.

`ts_rank` of one word is a sum over its places, 1 + 1/4 + 1/9 + …, from which their number comes
back; a place in the title weighs sixteen times as much, and so tells itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from community.search.database_queries import together
from community.search.database_schema import LIVE
from community.search.database_vectors import quoted
from community.search.plans import Plan
from community.search.scoring import K1, TITLE, B

LIMIT_OF_SUM = 1.6449340668  # 1 + 1/4 + 1/9 + … without end, by which ts_rank divides
TITLED = 16.0
WEIGHTS = "'{0.0625,0.0625,0.0625,1}'"  # of D to A: sixteenths, which a float holds exactly


@dataclass
class Statement:
    """SQL in the driver's notation, with its values."""

    sql: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Matching:
    """Which documents: a tsquery for the index, neighbours they have, and how many at most."""

    query: str
    pairs: Sequence[int] = ()
    #: a tsquery about places, asked of what the index has found
    places: str = ""
    cap: int = 1000


def counted(plan: Plan, matching: Matching) -> Statement:
    """How many documents match."""
    values: dict[str, Any] = {}
    found = _candidates(plan, matching, "id", values)
    return Statement(f"SELECT count(*) AS candidates FROM ({found}) AS d", values)


def best(plan: Plan, average: float, matching: Matching, limit: int) -> Statement:
    """The best of the documents that match: id, thread, score, how many were looked at."""
    values: dict[str, Any] = {"limit": limit}
    found = _candidates(plan, matching, "id, thread_id, length, words", values)
    found = f"SELECT *, count(*) OVER () AS candidates FROM ({found}) AS found"
    scored = _scored(plan, average, found, values, ", candidates")
    where = ""
    if matching.places:
        values["places"] = matching.places
        where = " WHERE unpacked @@ %(places)s::tsquery"
    return Statement(f"{scored}{where} ORDER BY score DESC, id DESC LIMIT %(limit)s", values)


def worth_of(plan: Plan, average: float, ids: Sequence[int]) -> Statement:
    """What the plan's words count in these very documents, titles left aside."""
    found = f"SELECT id, thread_id, length, words FROM {LIVE}.documents WHERE id = ANY(%(ids)s)"
    values: dict[str, Any] = {"ids": list(ids)}
    return Statement(_scored(plan, average, found, values, title=0.0), values)


def _scored(
    plan: Plan,
    average: float,
    found: str,
    values: dict[str, Any],
    more: str = "",
    title: float = TITLE,
) -> str:
    numbers = {word: at for at, word in enumerate(words_of(plan))}
    ranks = ", ".join(f"{_rank(at)} AS r{at}" for at in numbers.values()) or "0 AS r"
    counts = ", ".join(f"{_count(at, average, title)} AS c{at}" for at in numbers.values())
    values |= {f"w{at}": quoted(word) for word, at in numbers.items()}
    return (
        f"SELECT id, thread_id, {score(plan, values)} AS score{more} FROM ({found}) AS d"
        # takes nothing away, but has the words unpacked once for all that follows
        " CROSS JOIN LATERAL (SELECT ts_delete(d.words, '=') AS unpacked OFFSET 0) AS u"
        f" CROSS JOIN LATERAL (SELECT {ranks} OFFSET 0) AS r"
        f" CROSS JOIN LATERAL (SELECT {counts or '0 AS c'} OFFSET 0) AS c"
    )


def words_of(plan: Plan) -> list[str]:
    """Every word whose count a score needs."""
    others = (word for group in plan.groups for word in group.words)
    typed = (word for group in plan.groups for word in group.weights)
    return list(dict.fromkeys([*plan.weights, *others, *typed]))


def _candidates(plan: Plan, matching: Matching, columns: str, values: dict[str, Any]) -> str:
    """Documents that match."""
    values |= {"query": matching.query, "cap": matching.cap}
    where = ["words @@ %(query)s::tsquery"]
    if matching.pairs:
        values["pairs"] = list(matching.pairs)
        where.append("pairs @> %(pairs)s::int[]")
    if plan.allowed is not None:
        values["only"] = list(plan.allowed)
        where.append("thread_id = ANY(%(only)s::bigint[])")
    return f"SELECT {columns} FROM {LIVE}.documents WHERE {' AND '.join(where)} LIMIT %(cap)s"


def _rank(at: int) -> str:
    return f"ts_rank({WEIGHTS}, unpacked, %(w{at})s::tsquery) * {TITLED * LIMIT_OF_SUM}"


def _count(at: int, average: float, title: float) -> str:
    """What a word counts in a document, its place in the title included."""
    titled = f"(r{at} > {TITLED / 2})::int"  # floats: not sixteen exactly
    often = f"(1 / ({LIMIT_OF_SUM} - r{at} + {TITLED - 1} * {titled}) - 0.5)"
    usual = f"{K1 * (1 - B)} + {K1 * B / (average or 1.0)} * length"
    return (
        f"CASE WHEN r{at} = 0 THEN 0 ELSE"
        f" {K1 + 1} * {often} / ({often} + {usual}) + {title} * {titled} END"
    )


def score(plan: Plan, values: dict[str, Any]) -> str:
    """The sum over words, and where others stand for typed ones, what counts more."""
    numbers = {word: at for at, word in enumerate(words_of(plan))}
    parts = [_sum(plan.weights, numbers)]
    for index, group in enumerate(plan.groups):
        ways = []
        for way, (words, weight) in enumerate(group.others):
            counts = ", ".join(f"c{numbers[word]}" for word in words)
            worth = f"{weight} * LEAST({counts})"
            if len(words) > 1:
                name = f"g{index}_{way}"
                values[name] = together(words)
                worth = f"CASE WHEN unpacked @@ %({name})s::tsquery THEN {worth} ELSE 0 END"
            ways.append(worth)
        parts.append(f"GREATEST(0, GREATEST({', '.join(ways)}) - ({_sum(group.weights, numbers)}))")
    return " + ".join(parts)


def _sum(weights: Mapping[str, float], numbers: Mapping[str, int]) -> str:
    return " + ".join(f"{weight} * c{numbers[word]}" for word, weight in weights.items()) or "0"

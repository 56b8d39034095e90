"""One query in PostgreSQL: which documents are looked at, and the best of them.

Ranking reads the words of every document it ranks, so only a capped set is ranked, and the index
alone chooses it: documents with all words; where these are too many, those in which the words
stand out; where they are too few, those with the most telling words.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.errors import QueryCanceled
from sqlalchemy.exc import DBAPIError

from community.search import database_queries as queries
from community.search.database_schema import LIVE, run
from community.search.database_scoring import Matching, Statement, best, counted, words_of
from community.search.database_vectors import FACET, LEVELS
from community.search.engine import IndexMissing
from community.search.plans import WORTH, Plan, Scored

PATIENCE = 2.5  # times the wanted seconds, which mean a processor of one's own
LEAST = 0.1  # seconds that a statement may take at least
MOST_RANKED = 1500  # documents
RANK_TIME = 14_000  # microseconds for ranking; a document and each word in it take so many:
DOCUMENT_TIME, WORD_TIME = 5.0, 1.7
LEAST_RANKED = 300
A_PAGE = 10  # hits
PLENTY = 3  # times the wanted hits: so many candidates are enough to choose from
SURELY = 4  # times the cap: where so many are expected they need not be counted
#: of what the words count on average, the steps down; by the number of words
OUTSTANDING = {1: (2.0, 1.6, 1.3), 2: (1.6, 1.3, 1.15), 3: (1.4, 1.2)}
#: the same where not all words are needed
MOST = (0.85, 0.72, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.01)
MOST_OF_FEW = (1.6, 1.2, *MOST)
SETTINGS = {
    "enable_seqscan": "off",  # the index is always quicker, whatever is guessed of common words
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_custom_plan",
    "work_mem": "16MB",  # else an index scan forgets which rows it meant and reads them all
}
SET_UP = ", ".join(
    [
        "set_config('statement_timeout', %(milliseconds)s, true)",
        *(f"set_config('{name}', '{value}', true)" for name, value in SETTINGS.items()),
    ]
)
STATISTICS = f"""
WITH chosen AS MATERIALIZED (SELECT {SET_UP})
SELECT about.version, about.documents, about.words, w.word, w.documents AS found
FROM chosen CROSS JOIN {LIVE}.about LEFT JOIN {LIVE}.words AS w ON w.word = ANY(%(words)s)
"""


class Statistics:
    """How many documents have which word; planning asks it as it asks a searcher of Whoosh."""

    def __init__(self, rows: Sequence[Any], version: str) -> None:
        if not rows or rows[0].version != version:
            raise IndexMissing
        self.documents = max(0, rows[0].documents)
        self.average = rows[0].words / rows[0].documents if rows[0].documents else 1.0
        self.found = {row.word: max(0, row.found) for row in rows if row.word is not None}

    def doc_count_all(self) -> int:
        return self.documents

    def reader(self) -> "Statistics":
        return self

    def doc_frequency(self, _field: str, word: str) -> int:
        return min(self.found.get(word, 0), self.documents)


def statistics(connection: Any, version: str, words: Iterable[str], seconds: float) -> Statistics:
    """Read what is known of these words; from here on a statement may take so long."""
    wanted = {form for word in words for form in (word, *_levels(word))}
    values = {"words": list(wanted), "milliseconds": _milliseconds(seconds)}
    return Statistics(run(connection, STATISTICS, values).all(), version)


def set_up(connection: Any, seconds: float) -> None:
    """The same without reading anything, after a statement that took too long."""
    run(connection, f"SELECT {SET_UP}", {"milliseconds": _milliseconds(seconds)})


def _milliseconds(seconds: float) -> str:
    return str(int(max(LEAST, seconds * PATIENCE) * 1000))


def _levels(word: str) -> Iterable[str]:
    return (f"{word}{FACET}{level}" for level in range(1, len(LEVELS) + 1))


@dataclass
class Clock:
    """When to stop looking for better ones."""

    end: float
    was_over: bool = False
    #: the server stopped a statement: no more of them
    gave_up: bool = False

    def is_over(self) -> bool:
        self.was_over = self.was_over or time.monotonic() > self.end
        return self.was_over


class Look:
    """One plan, one connection."""

    def __init__(self, connection: Any, plan: Plan, known: Statistics, clock: Clock) -> None:
        self.connection, self.plan, self.known, self.clock = connection, plan, known, clock
        each = DOCUMENT_TIME + WORD_TIME * len(words_of(plan))
        self.cap = max(LEAST_RANKED, min(MOST_RANKED, int(RANK_TIME / each)))
        self.is_complete = True  # all words are wanted, not only most of them
        self.found: dict[int, float] = {}
        #: the document in which a thread was found
        self.ids: dict[int, int] = {}

    def complete(self, limit: int) -> list[Scored]:
        """The best with all the words."""
        if any(not self.known.doc_frequency("text", word) for word in self.plan.must):
            return []
        self.is_complete = True
        parts = queries.all_words(self.plan)
        if self._are_few(parts) and self._rank(parts, limit) < self.cap:
            return self._best(limit)
        better, enough = self._outstanding(parts, limit)
        if better:
            self._rank([*parts, enough], limit)
        if better < limit:
            self._rank(parts, limit, self.cap - better)
        return self._best(limit)

    def any(self, limit: int) -> list[Scored]:
        """The best with any of the words."""
        self.found, self.is_complete = {}, False
        every = MOST_OF_FEW if len(self.plan.weights) <= 2 else MOST
        for step in every:  # the better ones first: what comes later can be cut off
            enough = self._enough(step)
            ranked = self._rank([enough], limit) if enough else 0
            if ranked >= min(self.cap, PLENTY * limit) or self._must_stop(limit):
                break
        best = self._best(limit)
        return [one for one in best if one.score >= WORTH * best[0].score]

    def _must_stop(self, limit: int) -> bool:
        """Time is over; but nobody is left with less than a page if a little more of it helps."""
        is_over = self.clock.is_over()
        return self.clock.gave_up or (is_over and len(self.found) >= min(limit, A_PAGE))

    def _outstanding(self, parts: Sequence[str], limit: int) -> tuple[int, str]:
        """Of too many complete ones those in which the words stand out: how many, and which."""
        if len(self.plan.weights) not in OUTSTANDING:
            enough = queries.in_titles(self.plan)
            return self._count([*parts, enough]), enough
        count, enough = 0, ""
        for step in OUTSTANDING[len(self.plan.weights)]:
            if better := self._enough(step):
                count, enough = self._count([*parts, better]), better
            if count >= limit or self.clock.gave_up:
                break
        return count, enough

    def _are_few(self, parts: Sequence[str]) -> bool:
        expected = self._expected()
        if expected > SURELY * self.cap:
            return False
        return 2 * expected < self.cap or self._count(parts) < self.cap

    def _expected(self) -> float:
        """How many have all the words, if these knew nothing of each other."""
        documents = max(1, self.known.documents)
        share = 1.0
        for word in self.plan.must:
            share *= self.known.doc_frequency("text", word) / documents
        return share * documents

    def _enough(self, step: float) -> str:
        ordered = sorted(self.plan.weights.items(), key=lambda item: -item[1])
        told = ordered[: queries.MOST_TOLD]
        need = step * sum(weight for _word, weight in told)

        def has(word: str, level: int) -> bool:
            common = self.known.doc_frequency("text", word) > self.cap
            fits = len(told) == 1 or level in ((1, 3) if len(told) == 2 else (3,))
            return step > 1 and common and fits and f"{word}{FACET}{level}" in self.known.found

        return queries.enough_of(told, need, has)

    def _rank(self, parts: Sequence[str], limit: int, cap: int = MOST_RANKED) -> int:
        """Rank what matches; answers how many were looked at, at most the cap."""
        matching = self._matching(parts, max(LEAST_RANKED, min(cap, self.cap)))
        rows = self.ask(best(self.plan, self.known.average, matching, limit))
        if rows is None:  # too slow: some of them, then
            matching = self._matching(parts, LEAST_RANKED)
            rows = self.ask(best(self.plan, self.known.average, matching, limit))
        self.found |= {row.thread_id: row.score for row in rows or ()}
        self.ids |= {row.thread_id: row.id for row in rows or ()}
        return rows[0].candidates if rows else 0

    def _count(self, parts: Sequence[str]) -> int:
        """How many match, places aside, at most the cap; none if that takes too long."""
        rows = self.ask(counted(self.plan, self._matching(parts, self.cap)))
        return rows[0].candidates if rows else 0

    def _matching(self, parts: Sequence[str], cap: int) -> Matching:
        places = queries.places(self.plan, self.is_complete)
        return Matching(
            queries.both([*parts, *queries.scope(self.plan)]),
            queries.pairs(self.plan, self.is_complete),
            queries.both(places) if places else "",
            cap,
        )

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many documents each of these words occurs."""
        rows = self.ask(
            Statement(
                f"SELECT word, documents FROM {LIVE}.words WHERE word = ANY(%(words)s)",
                {"words": list(words)},
            )
        )
        return {row.word: row.documents for row in rows or ()}

    def ask(self, wanted: Statement) -> Sequence[Any] | None:
        """The rows; None if they take too long."""
        try:
            return run(self.connection, wanted.sql, wanted.values).all()
        except DBAPIError as error:
            if not isinstance(error.orig, QueryCanceled):
                raise
        self.connection.rollback()
        set_up(self.connection, LEAST)
        self.clock.was_over = self.clock.gave_up = True
        return None

    def _best(self, limit: int) -> list[Scored]:
        every = [Scored(score, number) for number, score in self.found.items()]
        return sorted(every, key=lambda one: (-one.score, -one.number))[:limit]

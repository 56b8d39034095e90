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
from community.search.whoosh_scoring import WORTH, Plan, Scored

PATIENCE = 2.5  # times the wanted seconds, which mean a processor of one's own
LEAST = 0.1  # seconds that a statement may take at least
MOST_RANKED = 2000  # documents, and words times documents:
MOST_COUNTED = 6000
LEAST_RANKED = 300
PLENTY = 3  # times the wanted hits: so many candidates are enough to choose from
OUTSTANDING = (2.0, 1.6, 1.3)  # of what the words count on average: the steps down
MOST = (1.6, 1.2, 0.75, 0.5, 0.3, 0.01)  # the same where not all words are needed
SETTINGS = {
    "enable_seqscan": "off",  # the index is always quicker, whatever is guessed of common words
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_custom_plan",
    "work_mem": "16MB",  # else an index scan forgets which rows it meant and reads them all
}
STATISTICS = f"""
WITH chosen AS MATERIALIZED (SELECT set_config('statement_timeout', %(milliseconds)s, true), {{}})
SELECT about.version, about.documents, about.words, w.word, w.documents AS found
FROM chosen CROSS JOIN {LIVE}.about LEFT JOIN {LIVE}.words AS w ON w.word = ANY(%(words)s)
""".format(", ".join(f"set_config('{name}', '{value}', true)" for name, value in SETTINGS.items()))


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

    def document_numbers(self, thread: str) -> Iterable[int]:
        return (int(thread),)


def statistics(connection: Any, version: str, words: Iterable[str], seconds: float) -> Statistics:
    """Read what is known of these words; sets how long each statement from here on may take."""
    wanted = {form for word in words for form in (word, *_levels(word))}
    milliseconds = str(int(max(LEAST, seconds * PATIENCE) * 1000))
    values = {"words": list(wanted), "milliseconds": milliseconds}
    return Statistics(run(connection, STATISTICS, values).all(), version)


def _levels(word: str) -> Iterable[str]:
    return (f"{word}{FACET}{level}" for level in range(1, len(LEVELS) + 1))


@dataclass
class Clock:
    """When to stop looking for better ones."""

    end: float
    was_over: bool = False
    #: the server gave up a statement: there is no transaction any more
    is_cut_off: bool = False

    def is_over(self) -> bool:
        self.was_over = self.was_over or time.monotonic() > self.end
        return self.was_over


class Look:
    """One plan, one connection."""

    def __init__(self, connection: Any, plan: Plan, known: Statistics, clock: Clock) -> None:
        self.connection, self.plan, self.known, self.clock = connection, plan, known, clock
        self.cap = min(MOST_RANKED, MOST_COUNTED // max(1, len(words_of(plan))))
        self.cap = max(LEAST_RANKED, self.cap)
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
        is_few = 2 * self._expected() < self.cap or self._count(parts) < self.cap
        if is_few and self._rank(parts, limit) < self.cap:
            return self._best(limit)
        for step in OUTSTANDING:  # too many: those in which the words stand out
            enough = self._enough(step)
            if enough and self._count([*parts, enough]) >= limit:
                parts.append(enough)
                break
        self._rank(parts, limit)
        return self._best(limit)

    def any(self, limit: int) -> list[Scored]:
        """The best with any of the words."""
        self.found, self.is_complete = {}, False
        before = chosen = ""
        for step in MOST:
            if not (enough := self._enough(step)):
                continue
            before, chosen = chosen, enough
            count = self._count([chosen])
            if count >= self.cap and before:
                self._rank([before], limit)  # all of the better ones, then some of the rest
            if self.clock.is_over() or count >= min(self.cap, PLENTY * limit):
                break
        if chosen:
            self._rank([chosen], limit)
        best = self._best(limit)
        return [one for one in best if one.score >= WORTH * best[0].score]

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
            return step > 1 and common and f"{word}{FACET}{level}" in self.known.found

        return queries.enough_of(told, need, has)

    def _rank(self, parts: Sequence[str], limit: int) -> int:
        """Rank what matches; answers how many were looked at, at most the cap."""
        rows = self.ask(best(self.plan, self.known.average, self._matching(parts), limit))
        self.found |= {row.thread_id: row.score for row in rows}
        self.ids |= {row.thread_id: row.id for row in rows}
        return rows[0].candidates if rows else 0

    def _count(self, parts: Sequence[str]) -> int:
        """How many match, places aside, at most the cap."""
        rows = self.ask(counted(self.plan, self._matching(parts)))
        return rows[0].candidates if rows else 0

    def _matching(self, parts: Sequence[str]) -> Matching:
        places = queries.places(self.plan, self.is_complete)
        return Matching(
            queries.both([*parts, *queries.scope(self.plan)]),
            queries.pairs(self.plan, self.is_complete),
            queries.both(places) if places else "",
            self.cap,
        )

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many documents each of these words occurs."""
        rows = self.ask(
            Statement(
                f"SELECT word, documents FROM {LIVE}.words WHERE word = ANY(%(words)s)",
                {"words": list(words)},
            )
        )
        return {row.word: row.documents for row in rows}

    def ask(self, wanted: Statement) -> Sequence[Any]:
        """The rows; none, once the server has given up."""
        if self.clock.is_cut_off:
            return ()
        try:
            return run(self.connection, wanted.sql, wanted.values).all()
        except DBAPIError as error:
            if not isinstance(error.orig, QueryCanceled):
                raise
        self.connection.rollback()
        self.clock.was_over = self.clock.is_cut_off = True
        return ()

    def _best(self, limit: int) -> list[Scored]:
        every = [Scored(score, number) for number, score in self.found.items()]
        return sorted(every, key=lambda one: (-one.score, -one.number))[:limit]

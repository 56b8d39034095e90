"""Wanted words as Whoosh queries, and a collector that keeps to its time.

The library's own query parser is never used: it lets wildcards and ranges through that take
seconds, and recursion that ends in an error.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from whoosh.collectors import TopCollector
from whoosh.query import And, AndMaybe, Not, Or, Phrase, Query, Term

from community.search.engine import Wanted
from community.search.text import Stems

TEXT = "text"
#: postings that ranking by "most words" may walk through: about 60 ms
POSTINGS = 60_000
#: how much more a document is worth that has more of the words
TOGETHER = 0.6
LOOK_AT_CLOCK = 64  # matches between two looks
MOST_WAITING = 10  # times its processor time that a query may take on a busy machine

Chunk = Sequence[str]


def all_words(wanted: Wanted, stems: Stems) -> Query | None:
    """Every chunk and every phrase; None when nothing but stop words was asked for."""
    parts = [q for chunk in (*wanted.chunks, *wanted.phrases) if (q := together(chunk, stems))]
    return narrowed(_and(parts), wanted, stems) if parts else None


def most_words(wanted: Wanted, stems: Stems, searcher: Any) -> Query | None:
    """Any of the words, the rare ones decide; quoted phrases stay a must."""
    words = stemmed((w for chunk in wanted.chunks for w in chunk), stems)
    ranked = by_rarity(words, searcher)
    if not ranked:
        return None
    must = [q for phrase in wanted.phrases if (q := together(phrase, stems))]
    return narrowed(_and([weighed(ranked), *must]), wanted, stems)


def by_rarity(words: Iterable[str], searcher: Any, field: str = TEXT) -> list[tuple[str, int]]:
    """The words that occur at all, rarest first, with the number of documents."""
    counted = [(word, searcher.reader().doc_frequency(field, word)) for word in words]
    return sorted((pair for pair in counted if pair[1]), key=lambda pair: pair[1])


def weighed(ranked: Sequence[tuple[str, int]], boosts: dict[str, float] | None = None) -> Query:
    """Documents with the rare words, ranked by all: what only common words match stays away
    when there are too many of them to look at."""
    boosts = boosts or {}
    rare: list[Query] = []
    common: list[Query] = []
    spent = 0
    for word, count in ranked:
        term = Term(TEXT, word, boost=boosts.get(word, 1.0))
        (rare if not rare or spent + count <= POSTINGS else common).append(term)
        spent += count
    first = Or(rare, scale=TOGETHER) if len(rare) > 1 else rare[0]
    return AndMaybe(first, Or(common)) if common else first


def title_words(wanted: Wanted, words: Sequence[str], begun: Sequence[str], stems: Stems) -> Query:
    """Titles with all these words; the last one is any of those that were begun."""
    parts: list[Query] = [Term("title", stem) for stem in stemmed(words, stems)]
    parts.append(Or([Term("words", word) for word in begun]))
    return narrowed(_and(parts), wanted, stems)


def narrowed(query: Query, wanted: Wanted, stems: Stems) -> Query:
    """The query within its facets and without what is excluded."""
    parts = [query]
    for choices in wanted.facets:
        terms = [Term("facets", facet) for facet in choices]
        parts.append(Or(terms) if len(terms) > 1 else terms[0])
    unwanted: list[Query] = [Term("facets", facet) for facet in wanted.excluded_facets]
    unwanted += [q for chunk in wanted.excluded if (q := together(chunk, stems))]
    if unwanted:
        parts.append(Not(Or(unwanted) if len(unwanted) > 1 else unwanted[0]))
    return _and(parts)


def together(words: Chunk, stems: Stems) -> Query | None:
    """These words side by side; one word is a term."""
    found = [stems.stem(word) for word in words if word not in stems.stop_words]
    if not found:
        return None
    return Phrase(TEXT, found) if len(found) > 1 else Term(TEXT, found[0])


def stemmed(words: Iterable[str], stems: Stems) -> list[str]:
    """Stems in their order, each once, without stop words."""
    return list(dict.fromkeys(stems.stem(w) for w in words if w not in stems.stop_words))


def _and(parts: Sequence[Query]) -> Query:
    return And(list(parts)) if len(parts) > 1 else parts[0]


class Deadline:
    """A share of the processor: on a busy machine a waiting thread has not used up its time."""

    def __init__(self, seconds: float) -> None:
        self.busy = time.thread_time() + seconds
        self.latest = time.monotonic() + seconds * MOST_WAITING

    def is_over(self) -> bool:
        return time.thread_time() > self.busy or time.monotonic() > self.latest


class TimedCollector(TopCollector):
    """The best so far when time is up; only allowed documents."""

    def __init__(
        self, limit: int, deadline: Deadline, allowed: frozenset[int] | None = None
    ) -> None:
        super().__init__(limit=limit)
        self.deadline = deadline
        self.allowed = allowed
        self.partial = False

    def collect_matches(self) -> None:
        """Look at the clock now and then; the library's own timer starts a thread a query."""
        for count, docnum in enumerate(self.matches(), start=1):
            if count % LOOK_AT_CLOCK == 0 and self.deadline.is_over():
                self.partial = True
                return
            if self.allowed is None or self.offset + docnum in self.allowed:
                self.collect(docnum)

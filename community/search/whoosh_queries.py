"""Wanted words as Whoosh queries, and a collector that keeps to its time.

The library's own query parser is never used: it lets wildcards and ranges through that take
seconds, and recursion that ends in an error.
"""

import time
from collections.abc import Iterable, Sequence
from math import log
from typing import Any

from whoosh.collectors import TopCollector
from whoosh.query import And, AndMaybe, Not, Or, Phrase, Query, Term
from whoosh.scoring import BM25F

from community.search.engine import Wanted
from community.search.text import Stems

TEXT = "text"
#: postings that one query may walk through: about 60 ms
POSTINGS = 60_000
SOFT = 0.5  # what a word such as "how" counts, beside a real one
LOOK_AT_CLOCK = 64  # matches between two looks
MOST_WAITING = 10  # times its processor time that a query may take on a busy machine

Chunk = Sequence[str]


class Rarity(BM25F):
    """BM25 whose common words count for next to nothing, as in Lucene."""

    def idf(self, searcher: Any, fieldname: str, text: str) -> float:
        """How much a word tells."""
        parent = searcher.get_parent()
        return self.of(parent.doc_frequency(fieldname, text), parent.doc_count_all())

    @staticmethod
    def of(found: int, documents: int) -> float:
        return log(1 + (documents - found + 0.5) / (found + 0.5))


def all_words(wanted: Wanted, stems: Stems, searcher: Any) -> Query | None:
    """Every chunk and every phrase; None when that finds nothing for sure.

    Soft words are a must only where nothing else was typed; they count in the order of hits.
    """
    chunks = [c for c in wanted.chunks if not stems.soft_words.issuperset(c)] or wanted.chunks
    must = [q for c in (*chunks, *wanted.phrases) if (q := together(c, stems))]
    weights = weighted((w for c in (*wanted.chunks, *wanted.phrases) for w in c), stems)
    ranked = by_rarity(weights, searcher)
    known = {word for word, _count in ranked}
    if not must or any(word not in known for q in must for _field, word in q.iter_all_terms()):
        return None
    hard = {word for q in must for _field, word in q.iter_all_terms()}
    more = [Term(TEXT, w, boost=weights[w]) for w, n in ranked if w not in hard and n < POSTINGS]
    must = [_boosted(q, weights) for q in must]
    query = AndMaybe(_and(must), _or(more)) if more else _and(must)
    return narrowed(query, wanted, stems)


def most_words(wanted: Wanted, stems: Stems, searcher: Any) -> Query | None:
    """Any of the words, the rare ones decide; quoted phrases stay a must."""
    weights = weighted((word for chunk in wanted.chunks for word in chunk), stems)
    ranked = by_rarity(weights, searcher)
    if not ranked:
        return None
    must = [q for phrase in wanted.phrases if (q := together(phrase, stems))]
    return narrowed(_and([any_word(ranked, weights), *must]), wanted, stems)


def weighted(words: Iterable[str], stems: Stems) -> dict[str, float]:
    """Stems and what they count: a word typed twice counts twice, a soft one half."""
    found: dict[str, float] = {}
    for word in words:
        if word not in stems.stop_words:
            stem = stems.stem(word)
            weight = SOFT if word in stems.soft_words else 1.0
            found[stem] = found.get(stem, 0.0) + weight
    return found


def by_rarity(words: Iterable[str], searcher: Any, field: str = TEXT) -> list[tuple[str, int]]:
    """The words that occur at all, rarest first, with the number of documents."""
    counted = [(word, searcher.reader().doc_frequency(field, word)) for word in words]
    return sorted((pair for pair in counted if pair[1]), key=lambda pair: pair[1])


def any_word(ranked: Sequence[tuple[str, int]], weights: dict[str, float]) -> Query:
    """Documents with the rare words, ranked by all: what only common words match stays away
    when there are too many of them to look at."""
    rare: list[Query] = []
    common: list[Query] = []
    spent = 0
    for word, count in ranked:
        term = Term(TEXT, word, boost=weights[word])
        (rare if not rare or spent + count <= POSTINGS else common).append(term)
        spent += count
    return AndMaybe(_or(rare), _or(common)) if common else _or(rare)


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
        parts.append(_or(terms))
    unwanted: list[Query] = [Term("facets", facet) for facet in wanted.excluded_facets]
    unwanted += [q for chunk in wanted.excluded if (q := together(chunk, stems))]
    if unwanted:
        parts.append(Not(_or(unwanted)))
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


def _boosted(query: Query, weights: dict[str, float]) -> Query:
    return Term(TEXT, query.text, boost=weights[query.text]) if type(query) is Term else query


def _and(parts: Sequence[Query]) -> Query:
    return And(list(parts)) if len(parts) > 1 else parts[0]


def _or(parts: Sequence[Query]) -> Query:
    return Or(list(parts)) if len(parts) > 1 else parts[0]


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

"""Where words occur, as plain arrays: read a block at a time and kept while they are wanted.

Whoosh walks postings one document after the other through a tree of objects, some microseconds
each. A segment never changes, so its postings can be read once, whole, and shared by all threads.
"""

import pickle
from array import array
from collections import OrderedDict
from collections.abc import Container, Iterable
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

from whoosh.matching.wrappers import FilterMatcher

from community.search.scoring import K1, B
from community.search.whoosh_codec import BLOCK, BlockMatcher

T = TypeVar("T")
MOST_KEPT = 2_000_000  # postings in memory: about 20 MB
MANY_THREADS = 200  # each takes 40 µs to look up, a thread of the list 0.04
COUNT = 4  # bytes
FEW_PLACES = 10  # a list of fewer is looked through as quickly as a set is made of it
DRIFT = 0.1  # the average length may change so far before weights are computed anew


class Postings(NamedTuple):
    """Documents of one word in one segment, ascending, and how much it weighs in each."""

    ids: array
    impacts: array
    average: float


_ONES = array("f", [1.0]) * BLOCK
NOWHERE = Postings(array("I"), array("f"), 1.0)


class Shelf:
    """Postings of the segments in use. Threads may share it: entries are replaced whole, and
    losing one to another thread only costs reading it again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, str], Any] = OrderedDict()
        self._lengths: dict[tuple[str, str], array] = {}
        self._lengths_weighed: dict[str, tuple[float, array, array]] = {}
        self._threads: dict[str, array] = {}
        self._size = 0

    def postings(self, reader: Any, word: str, average: float) -> Postings:
        """The postings of a word of the combined field, weighed by BM25."""
        key = (reader.segment().segment_id(), "", word)
        known = self._kept.get(key)
        if known and abs(known.average - average) <= DRIFT * average:
            return known
        ids, weights = decoded(reader, "text", word)
        if not ids:
            return NOWHERE
        return self._keep(key, Postings(ids, self._impacts(reader, ids, weights, average), average))

    def ids(self, reader: Any, field: str, word: str) -> frozenset[int]:
        """The documents of a word of another field."""
        key = (reader.segment().segment_id(), field, word)
        known = self._kept.get(key)
        if known is None:
            known = self._keep(key, frozenset(decoded(reader, field, word)[0]))
        return known

    def forget_others(self, segments: Iterable[str]) -> None:
        """Keep what belongs to these segments alone; called after a commit."""
        alive = set(segments)
        for key in list(self._kept):
            if key[0] not in alive and (gone := self._kept.pop(key, None)) is not None:
                self._size -= _size(gone)
        kept: Any
        for kept in (self._lengths, self._lengths_weighed, self._threads):
            for key in list(kept):
                if (key if isinstance(key, str) else key[0]) not in alive:
                    kept.pop(key, None)

    def of_threads(self, reader: Any, threads: frozenset[int]) -> set[int]:
        """The documents of these threads; of many threads quicker by a list of all there are."""
        if len(threads) < MANY_THREADS:
            found = (decoded(reader, "thread", str(number))[0] for number in threads)
            return {number for each in found for number in each}
        key = reader.segment().segment_id()
        known = self._threads.get(key)
        if known is None:
            every = (reader.stored_fields(i)["thread"] for i in range(reader.doc_count_all()))
            known = self._threads[key] = array("I", map(int, every))
        return {number for number, thread in enumerate(known) if thread in threads}

    def _keep(self, key: tuple[str, str, str], found: T) -> T:
        self._kept[key] = found
        self._size += _size(found)
        while self._size > MOST_KEPT and len(self._kept) > 1:
            self._size -= _size(self._kept.popitem(last=False)[1])
        return found

    def _impacts(self, reader: Any, ids: array, weights: array, average: float) -> array:
        """`scoring.impact` of each, written out: a call each would cost twice the time."""
        norms, once = self._norms(reader, average)
        return array(
            "f",
            [
                once[i] if weight == 1.0 else weight * (K1 + 1) / (weight + norms[i])
                for i, weight in zip(ids, weights, strict=True)
            ],
        )

    def _norms(self, reader: Any, average: float) -> tuple[array, array]:
        """Of each document what its length does to a word, and what one occurrence counts."""
        key = reader.segment().segment_id()
        known = self._lengths_weighed.get(key)
        if known is None or known[0] != average:
            flat, slope = K1 * (1 - B), K1 * B / average
            norms = array("f", [flat + slope * length for length in self.lengths(reader)])
            once = array("f", [(K1 + 1) / (1 + norm) for norm in norms])
            known = self._lengths_weighed[key] = (average, norms, once)
        return known[1], known[2]

    def lengths(self, reader: Any, field: str = "text") -> array:
        """How many words each document of a segment has."""
        key = (reader.segment().segment_id(), field)
        known = self._lengths.get(key)
        if known is None:
            known = self._lengths[key] = array(
                "f", [length or 1 for length in reader._perdoc.lengths(field)]
            )
        return known


def _size(kept: Any) -> int:
    """In postings; a set takes some times the place of an array."""
    return len(kept.ids) if isinstance(kept, Postings) else 1 + 4 * len(kept)


def decoded(reader: Any, field: str, word: str) -> tuple[array, array]:
    """All documents of a word in one segment, deleted ones as well, with its weight in each."""
    ids, weights = array("I"), array("f")
    matcher = _walk(reader, field, word)
    while matcher and matcher.is_active():
        if isinstance(matcher, BlockMatcher):
            _take_block(matcher, ids, weights)
        else:  # a single posting, kept beside the word itself
            ids.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
    return ids, weights


def places(reader: Any, field: str, word: str, wanted: Container[int]) -> dict[int, list[int]]:
    """Where a word stands in these documents of one segment."""
    found: dict[int, list[int]] = {}
    matcher = _walk(reader, field, word)
    while matcher and matcher.is_active():
        if isinstance(matcher, BlockMatcher):
            found.update(_places_in_block(matcher, wanted))
        else:
            if matcher.id() in wanted:
                found[matcher.id()] = _unpacked(matcher.value())
            matcher.next()
    return found


def _places_in_block(matcher: BlockMatcher, wanted: Container[int]) -> dict[int, list[int]]:
    here = [(at, number) for at, number in enumerate(matcher.numbers()) if number in wanted]
    found = {}
    if here:
        matcher._read_values()
        values = matcher._values
        found = {number: _unpacked(values[at]) for at, number in here}
    matcher._next_block()
    return found


def _unpacked(value: bytes) -> list[int]:
    """The library's `decode_positions`, quicker: behind their count stands how far
    each place is from the one before."""
    return list(accumulate(pickle.loads(value[COUNT:])))


def begun(
    here: dict[int, list[int]], place: int, starts: dict[int, list[int]] | None
) -> dict[int, list[int]]:
    """Of each document where a phrase would begin, by the word at this place and by those before
    it."""
    if starts is None:
        return {number: [at - place for at in every] for number, every in here.items()}
    found: dict[int, list[int]] = {}
    for number, every in here.items():
        known = every if len(every) < FEW_PLACES else set(every)
        if left := [start for start in starts[number] if start + place in known]:
            found[number] = left
    return found


def _walk(reader: Any, field: str, word: str) -> Any:
    """The library's own walk through the postings of a word, deleted documents as well."""
    if (field, word.encode()) not in reader:
        return None
    matcher = reader.postings(field, word)
    return matcher.child if isinstance(matcher, FilterMatcher) else matcher


def _take_block(matcher: BlockMatcher, ids: array, weights: array) -> None:
    numbers, counts = matcher.numbers(), matcher.counts()
    ids.extend(numbers)
    weights.extend(_ONES[: len(numbers)] if counts is None else array("f", counts))
    matcher._next_block()

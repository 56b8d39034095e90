"""Which documents match, and how well: BM25 over a combined field, and a word in the title counts
as one more.

All words first: documents with every one are found by intersecting sets, rarest word first. Only
where these are too few, every document with any of the words is scored, rare words deciding.
"""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from community.search.deadline import Deadline
from community.search.plans import WORTH, Plan, Scored
from community.search.scoring import TITLE
from community.search.whoosh_alternatives import REPEATED, add_worth, having
from community.search.whoosh_postings import Postings, Shelf, begun, places

POSTINGS = 120_000  # one query walks through so many, about 40 ms, then looks at the best alone
BEST = 2000
MOST_TITLES = 200  # of one segment that a suggestion looks at
BEGUN_LOOKS = 100  # words with one beginning that a suggestion looks for
PATIENCE = 8  # words
MOST_HITS = 1001  # of one segment; nobody asks for more


@dataclass(frozen=True, eq=False)
class Leaf:
    """One segment of the index, as one thread sees it."""

    reader: Any
    offset: int
    shelf: Shelf
    average: float
    deadline: Deadline
    in_title: bool = False

    def postings(self, word: str) -> Postings:
        return self.shelf.postings(self.reader, word, self.average)

    def lengths(self) -> Sequence[float]:
        return self.shelf.lengths(self.reader)

    def ids(self, name: str, word: str) -> frozenset[int]:
        return self.shelf.ids(self.reader, name, word)

    def phrase(self, words: Sequence[str], among: set[int] | None = None) -> set[int]:
        """Where these stand together (or one of them stands)."""
        if len(words) > 1 and self.deadline.is_over():
            return set()
        order = sorted(range(len(words)), key=lambda i: self.reader.doc_frequency("text", words[i]))
        found = self.all_of([words[i] for i in order], among)
        starts: dict[int, list[int]] | None = None
        field = "title" if self.in_title else "text"
        for place in order if len(words) > 1 else ():
            if not found or self.deadline.is_over():
                return set()
            here = places(self.reader, field, words[place], found)
            starts = begun(here, place, starts)
            found = set(starts)
        return found

    def all_of(self, words: Sequence[str], among: set[int] | None = None) -> set[int]:
        """Documents with all these words, which come rarest first."""
        if self.in_title:
            titled = frozenset.intersection(*(self.ids("title", word) for word in words))
            return set(titled if among is None else titled & among)
        found = among
        for at, word in enumerate(words):
            if (found is not None and not found) or self._must_stop(at):
                return set()
            ids = self.postings(word).ids
            found = set(ids) if found is None else _within(found, ids)
        return found or set()

    def _must_stop(self, words: int) -> bool:
        """Whether time ran out after so many words; a few are always looked at."""
        return words >= PATIENCE and self.deadline.is_over()

    def scope(self, plan: Plan) -> tuple[set[int] | None, set[int]]:
        """(documents a hit must be among, or None for all; documents it must not be)."""
        needed: set[int] | None = None
        for choices in plan.facets:
            some = set().union(*(self.ids("facets", facet) for facet in choices))
            needed = some if needed is None else needed & some
        if plan.allowed is not None:
            here = self.shelf.of_threads(self.reader, plan.allowed)
            needed = here if needed is None else needed & here
        for words in plan.quoted:
            if needed is None or needed:
                needed = self.phrase(words, needed)
        if plan.in_title:
            others = [word for group in plan.groups for word in group.words]
            titled = set().union(*(self.ids("title", w) for w in (*plan.weights, *others)))
            needed = titled if needed is None else needed & titled
        banned = set(self.reader.deleted_docs_set)
        banned = banned.union(*(self.ids("facets", facet) for facet in plan.banned_facets))
        for words in plan.banned_words:
            is_one = len(words) == 1 and not self.in_title
            banned.update(self.postings(words[0]).ids if is_one else self.phrase(words))
        return needed, banned

    def complete(self, plan: Plan, scope: tuple[set[int] | None, set[int]]) -> set[int]:
        """Documents with all the words."""
        needed, banned = scope
        rarity = {word: at for at, word in enumerate(plan.weights)}
        must = sorted(plan.must, key=lambda word: rarity.get(word, -1))
        found = self.all_of(must, needed) if must else needed
        for group in plan.groups:
            found = having(self, group, found)
        found = (found or set()) - banned
        for words in plan.together:
            found = self.phrase(words, found)
        return found

    def scores(self, plan: Plan, documents: Iterable[int]) -> dict[int, float]:
        """The scores of these documents."""
        found = dict.fromkeys(documents, 0.0)
        for at, (word, weight) in enumerate(plan.weights.items() if found else ()):
            if self._must_stop(at):
                break
            self._add(found, word, weight)
        add_worth(self, plan.groups, found)
        return found

    def any(self, plan: Plan, scope: tuple[set[int] | None, set[int]]) -> dict[int, float]:
        """Scores of documents with any of the words; what only common words would add is left
        away where there are too many of them."""
        needed, banned = scope
        found: dict[int, float] = {}
        spent = 0
        late: list[tuple[str, float]] = []
        for at, (word, weight) in enumerate(plan.weights.items()):
            if self._must_stop(at):
                break
            ids, impacts, _average = self.postings(word)
            if found and (spent + len(ids) > POSTINGS or self.deadline.is_over()):
                late.append((word, weight))
                continue
            spent += len(ids)
            get = found.get
            for number, impact in zip(ids, impacts, strict=True):
                found[number] = get(number, 0.0) + weight * impact
            self._add_title(found, word, weight)
        add_worth(self, plan.groups, found, known=False)
        if needed is not None:
            found = {number: found[number] for number in needed if number in found}
        for number in banned:
            found.pop(number, None)
        if late and len(found) > BEST:
            found = dict(heapq.nlargest(BEST, found.items(), key=itemgetter(1)))
        for word, weight in late:
            self._add(found, word, weight)
        return found

    def titled(self, plan: Plan, typed: Sequence[str], begun: str) -> list[Scored]:
        """Titles with the typed stems and a word that begins like the last one; short first."""
        found: set[int] = set()
        start = begun.encode()
        for count, (name, word) in enumerate(self.reader.terms_from("words", start)):
            if name != "words" or not word.startswith(start) or count >= BEGUN_LOOKS:
                break
            found |= self.ids("words", word.decode())
        for stem in typed:
            found &= self.ids("title", stem)
        needed, banned = self.scope(plan)
        found = (found if needed is None else found & needed) - banned
        length = self.shelf.lengths(self.reader, "words")
        short = heapq.nsmallest(MOST_TITLES, found, key=lambda n: (length[n], -n))
        return [Scored(1 / (1 + length[n]), n + self.offset) for n in short]

    def _add(self, found: dict[int, float], word: str, weight: float) -> None:
        ids, impacts, _average = self.postings(word)
        if len(found) * 12 < len(ids):
            for number in found:
                place = bisect_left(ids, number)
                if place < len(ids) and ids[place] == number:
                    found[number] += weight * impacts[place]
        else:
            for number, impact in zip(ids, impacts, strict=True):
                if number in found:
                    found[number] += weight * impact
        self._add_title(found, word, weight)

    def _add_title(self, found: dict[int, float], word: str, weight: float) -> None:
        titled = self.ids("title", word)
        repeated = self.ids("facets", REPEATED)
        for number in titled if len(titled) < len(found) else [n for n in found if n in titled]:
            if number in found and number not in repeated:
                found[number] += weight * TITLE


class Look:
    """One query over all segments."""

    def __init__(self, searcher: Any, shelf: Shelf, plan: Plan, deadline: Deadline) -> None:
        self.average = searcher.avg_field_length("text") or 1.0
        self.documents = searcher.doc_count_all()
        self.deadline = deadline
        self._frequency = searcher.reader().doc_frequency
        self.leaves = [
            Leaf(one.reader(), offset, shelf, self.average, deadline, plan.in_title)
            for one, offset in searcher.leaf_searchers()
            if one.doc_count_all()  # a new community's index has a reader of another kind
        ]
        self.plan = plan
        self.scopes = [leaf.scope(plan) for leaf in self.leaves]

    def frequency(self, word: str) -> int:
        """How many documents have this stem."""
        return self._frequency("text", word)

    def complete(self, limit: int) -> list[Scored]:
        """The best with all the words."""
        return self._best(
            (leaf, leaf.scores(self.plan, leaf.complete(self.plan, scope)))
            for leaf, scope in zip(self.leaves, self.scopes, strict=True)
        )[:limit]

    def any(self, limit: int) -> list[Scored]:
        """The best with any of the words."""
        found = self._best(
            (leaf, leaf.any(self.plan, scope))
            for leaf, scope in zip(self.leaves, self.scopes, strict=True)
        )[:limit]
        return [one for one in found if one.score >= WORTH * found[0].score]

    def _best(self, found: Iterable[tuple[Leaf, dict[int, float]]]) -> list[Scored]:
        every: list[Scored] = []
        for leaf, scores in found:
            best = heapq.nlargest(MOST_HITS, scores.items(), key=itemgetter(1))
            every += [Scored(score, number + leaf.offset) for number, score in best]
        return sorted(every, key=lambda one: (-one.score, -one.number))


def _within(found: set[int], ids: Sequence[int]) -> set[int]:
    """Those of a set that are in an ascending list."""
    if len(found) * 12 > len(ids):
        return found.intersection(ids)
    size = len(ids)
    return {n for n in found if (at := bisect_left(ids, n)) < size and ids[at] == n}

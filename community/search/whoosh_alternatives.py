"""Synonyms in Whoosh: where something else stands for the typed words, and what it counts there."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from community.search.plans import Group
from community.search.scoring import TITLE

if TYPE_CHECKING:
    from community.search.whoosh_scoring import Leaf

REPEATED = "~"  # the facet of threads whose text begins with their title: it says nothing more


def having(leaf: "Leaf", group: Group, among: set[int] | None) -> set[int]:
    """Documents with all typed words of a group, or with something else for them."""
    found = leaf.all_of([word for words in group.typed for word in words]) if group.typed else set()
    if among is not None:
        found &= among
    for words in group.typed:
        found = leaf.phrase(words, found) if len(words) > 1 else found
    for words, _weight in group.others:
        found = found | leaf.phrase(words, among)
    return found


def add_worth(
    leaf: "Leaf", groups: Sequence[Group], found: dict[int, float], known: bool = True
) -> None:
    """Raise the scores of documents in which others stand; of those in `found` alone if known."""
    for group in groups:
        best: dict[int, float] = {}
        for words, weight in group.others:
            for number in leaf.phrase(words, set(found) if known else None):
                worth = weight * min(_counts(leaf, word, number) for word in words)
                best[number] = max(best.get(number, 0.0), worth)
        for number, worth in best.items():
            typed = sum(w * _counts(leaf, word, number) for word, w in group.weights.items())
            if worth > typed:
                found[number] = found.get(number, 0.0) + worth - typed


def _counts(leaf: "Leaf", word: str, number: int) -> float:
    ids, impacts, _average = leaf.postings(word)
    place = bisect_left(ids, number)
    if place == len(ids) or ids[place] != number:
        return 0.0
    titled = number in leaf.ids("title", word) and number not in leaf.ids("facets", REPEATED)
    return impacts[place] + (TITLE if titled else 0.0)

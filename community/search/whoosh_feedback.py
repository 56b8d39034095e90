"""The second look at near hits: the best ones say what else the others should have."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import Any

from community.search import scoring
from community.search.plans import Scored
from community.search.second_look import in_new_order
from community.search.whoosh_scoring import Leaf, Look


def second_look(look: Look, complete: Sequence[Scored], near: list[Scored]) -> list[Scored]:
    """Near hits in a new order, those first that are about what the best hits are about."""
    documents = look.documents
    asked = scoring.asked(look.plan.telling, len(complete) + len(near), documents)
    if not asked or look.deadline.is_over():
        return near
    gists = _Gists(look.leaves)
    first = {one.number: one for one in [*complete, *near]}
    best = [(one.score, *gists.of(number)) for number, one in islice(first.items(), asked)]
    shares = scoring.related(best, look.frequency, documents)
    beside = scoring.beside(look.plan.typed)
    weights = {
        word: beside * share * scoring.rarity(look.frequency(word), documents)
        for word, share in shares.items()
    }
    return in_new_order(near, lambda one: gists.worth(one, weights, look.average))


class _Gists:
    """The gists and lengths of documents, by their global numbers."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = leaves
        self.offsets = [leaf.offset for leaf in leaves]
        self.columns: dict[int, Any] = {}

    def of(self, number: int) -> tuple[float, dict[str, int]]:
        at = bisect_right(self.offsets, number) - 1
        leaf = self.leaves[at]
        if at not in self.columns:
            self.columns[at] = leaf.reader.column_reader("gist")
        here = number - leaf.offset
        return leaf.lengths()[here], self.columns[at][here]

    def worth(self, one: Scored, weights: dict[str, float], average: float) -> float:
        length, gist = self.of(one.number)
        return sum(
            weights[word] * scoring.impact(gist[word], length, average)
            for word in weights.keys() & gist.keys()
        )

"""How well a document answers: the formulas, numbers in and numbers out, the same for every engine.

BM25 over one text of title and posts, and a word of the title counts as one more occurrence. The
constants are those of the literature (Anserini's defaults), not fitted to a collection; what they
do is measured by `bench/search_quality.py`.
"""

from collections.abc import Iterable
from math import log

#: how soon more occurrences of a word stop telling more, and how much long texts pay for theirs
K1 = 0.9
B = 0.4
TITLE = 1.0  # a word of the title counts as one more whole occurrence, whatever the length
SOFT = 0.5  # what a word such as "how" counts, beside a real one


def rarity(found: int, documents: int) -> float:
    """How much a word tells that so many documents have: next to nothing when all have it."""
    return log(1 + (documents - found + 0.5) / (found + 0.5))


def impact(count: float, length: float, average: float) -> float:
    """What a word counts that occurs so often in a text so long: at most K1 + 1."""
    return count * (K1 + 1) / (count + K1 * (1 - B + B * length / average))


def best_possible(weights: Iterable[float]) -> float:
    """The score of a document that has every word often, and in its title."""
    return sum(weights) * (K1 + 1 + TITLE)

"""How well a document answers: the formulas, numbers in and numbers out, the same for every engine.

BM25 over one text of title and posts, and a word of the title counts as one more occurrence. The
constants are those of the literature (Anserini's defaults), not fitted to a collection; what they
do is measured by `bench/search_quality.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp, log

#: how soon more occurrences of a word stop telling more, and how much long texts pay for theirs
K1 = 0.9
B = 0.4
TITLE = 1.0  # a word of the title counts as one more whole occurrence, whatever the length
OTHER = 0.9  # what stands for typed words counts a little less than these would
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


# The second look: what the best hits are about tells what else to look for (a relevance model,
# Lavrenko and Croft's RM3). It helps long questions, whose own words are often not the usual ones.

BEST = 10  # hits that are asked
MORE_WORDS = 20  # words they add
TYPED = 0.8  # share of the weight that stays with the typed words
LONG = 4  # telling words a query has at least; shorter ones mean what they say
OF_ALL = 100  # the best hits are one in so many documents at most: a small community has no need
LOOKED_AT = 200  # hits that are put in a new order
KEPT = 3  # the first of them stay where the typed words put them
COMMON = 0.1  # words that more of the documents have say nothing about these
_SHARP = 0.2  # how much more the first of the best is believed than the tenth


def asked(words: int, hits: int, documents: int) -> int:
    """How many of the best hits are asked; 0: a second look would not help."""
    best = min(BEST, documents // OF_ALL)
    return best if words >= LONG and hits >= 2 * BEST else 0


def related(
    best: Sequence[tuple[float, float, Mapping[str, int]]],
    frequency: Callable[[str], int],
    documents: int,
) -> dict[str, float]:
    """What the best hits, (score, length, gist) each, are about: words and their shares of 1."""
    top = max(score for score, _length, _gist in best)
    told: dict[str, float] = {}
    for score, length, gist in best:
        belief = exp(_SHARP * (score - top)) / length
        for word, count in gist.items():
            told[word] = told.get(word, 0.0) + belief * count
    chosen: dict[str, float] = {}
    for word in sorted(told, key=lambda word: (-told[word], word)):
        if 1 < frequency(word) <= COMMON * documents:
            chosen[word] = told[word]
            if len(chosen) == MORE_WORDS:
                break
    return {word: share / sum(chosen.values()) for word, share in chosen.items()}


def beside(typed: float) -> float:
    """What all added words weigh beside so many typed ones."""
    return typed * (1 - TYPED) / TYPED


# Similar questions: beside the words, tags and the order of words in the title tell.

TAGGED = 0.75  # a word of the title that is a tag of the other, beside a whole occurrence
NEIGHBOURS = 1.0  # a title with all words side by side in this order counts so much more
HELPFUL = 0.15  # for each time the votes are nearly tripled


def likeness(share: float, tagged: float, neighbours: float) -> float:
    """How alike two questions are: a share of the best score, raised by the shares of the title's
    words that are tags there, and of its neighbours that are neighbours there."""
    return (share + TAGGED * tagged / (K1 + 1 + TITLE)) * (1 + NEIGHBOURS * neighbours)


def helpful(votes: int) -> float:
    """What so many votes for a question are worth among its likes."""
    return 1 + HELPFUL * log(1 + max(0, votes))

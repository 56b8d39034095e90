"""What a question that is still being written says: its most telling words, for either engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.search.planning import counted, weighed
from community.search.plans import Scored
from community.search.scoring import best_possible, rarity
from community.search.text import Stems, words_of

MOST = 16  # words
TITLED = 2.5  # a word of the title tells more about a question than one of its body


@dataclass(frozen=True)
class Told:
    """Words to look for, and what a perfect answer to them would score."""

    weights: dict[str, float]
    best: float
    #: of the title alone: stem → its share; a stem that stands nowhere has one as well
    shares: Mapping[str, float]

    def share(self, one: Scored) -> Scored:
        """A score as a share of the best possible one."""
        return Scored(one.score / self.best, one.number)


def told_by(title: str, body: str, stems: Stems, searcher: Any) -> Told:
    """The most telling words; those of the title that nobody ever used count as missed."""
    titled = counted(words_of(title), stems)
    counts = {stem: TITLED * count for stem, count in titled.items()}
    for stem in counted(words_of(body), stems):
        counts.setdefault(stem, 1.0)
    known = weighed(counts, searcher)
    telling = set(sorted(known, key=lambda word: -known[word])[:MOST])
    unheard = rarity(0, searcher.doc_count_all())
    told = {stem: known.get(stem, counts[stem] * unheard) for stem in titled}
    missed = sum(worth for stem, worth in told.items() if stem not in known)
    whole = sum(told.values()) or 1.0
    return Told(
        weights={word: known[word] for word in known if word in telling},
        best=best_possible([*(known[word] for word in telling), missed]) or 1.0,
        shares={stem: worth / whole for stem, worth in told.items()},
    )

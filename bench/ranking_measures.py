"""How good a ranking is, and the plain BM25 it is compared with."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from community.search.text import Stems

Judged = Mapping[str, Mapping[str, int]]
MEASURES = ("MAP", "nDCG@10", "MRR@10", "P@1", "recall@10", "none")


class PlainBM25:
    """BM25 (1.2, 0.75) over stems of title and text: any word, nothing else."""

    def __init__(self, documents: Mapping[str, str], stems: Stems) -> None:
        self.stems = stems
        self.lengths: dict[str, int] = {}
        self.postings: dict[str, list[tuple[str, int]]] = {}
        for key, text in documents.items():
            words = Counter(stems.of(text))
            self.lengths[key] = sum(words.values())
            for word, count in words.items():
                self.postings.setdefault(word, []).append((key, count))
        self.average = sum(self.lengths.values()) / max(1, len(self.lengths))

    def ranked(self, query: str, limit: int = 100) -> list[str]:
        scores: Counter[str] = Counter()
        for word in self.stems.of(query):
            found = self.postings.get(word, [])
            rarity = math.log(1 + (len(self.lengths) - len(found) + 0.5) / (len(found) + 0.5))
            for key, count in found:
                norm = 1.2 * (0.25 + 0.75 * self.lengths[key] / self.average)
                scores[key] += rarity * count * 2.2 / (count + norm)
        return [key for key, _score in scores.most_common(limit)]


def measured(
    queries: Iterable[tuple[str, str]], judged: Judged, ranked: Callable[[str], Sequence[str]]
) -> dict[str, float]:
    """The mean of each measure over all judged queries."""
    sums: Counter[str] = Counter()
    count = 0
    for key, text in queries:
        if wanted := {d for d, grade in judged.get(key, {}).items() if grade > 0}:
            count += 1
            sums.update(one_query(list(ranked(text)), wanted))
    return {name: sums[name] / max(1, count) for name in MEASURES}


def one_query(found: Sequence[str], wanted: set[str]) -> dict[str, float]:
    hits = [key in wanted for key in found]
    ten = hits[:10]
    precise = [sum(hits[: i + 1]) / (i + 1) for i, hit in enumerate(hits) if hit]
    gain = sum(1 / math.log2(i + 2) for i, hit in enumerate(ten) if hit)
    ideal = sum(1 / math.log2(i + 2) for i in range(min(10, len(wanted))))
    return {
        "MAP": sum(precise) / len(wanted),
        "nDCG@10": gain / ideal,
        "MRR@10": next((1 / (i + 1) for i, hit in enumerate(ten) if hit), 0.0),
        "P@1": float(bool(hits and hits[0])),
        "recall@10": sum(ten) / len(wanted),
        "none": float(not found),
    }

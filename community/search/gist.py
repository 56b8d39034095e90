"""What a document is about: its most frequent telling words, kept beside the index so that the best
hits can say what else to look for."""

from collections import Counter
from collections.abc import Mapping

from community.search.text import Stems

MOST = 64  # words of one document
SHORTEST = 2  # letters
READ = 60_000  # characters: a hundred long posts say it all

Gist = Mapping[str, int]


def gist_of(text: str, stems: Stems) -> dict[str, int]:
    """Stems of a folded text and how often they occur; no numbers, no little words."""
    counts = Counter(
        stem
        for stem, _place in stems.terms(text[:READ])
        if len(stem) >= SHORTEST and not stem.isdigit()
    )
    for stem in stems.soft_stems:
        counts.pop(stem, None)
    return dict(counts.most_common(MOST))

"""The normal form of a search: how it is kept, and which searches mean the same."""

import re
from dataclasses import dataclass

from community.search.language import Said, Wish
from community.search.masking import masked
from community.search.text import Stems, words_of

LONGEST = 120  # characters kept
#: filters whose values are words of ours; of all others only the key is kept: they name people
HARMLESS = {"is", "has", "kind", "in", "sort"}
_PLAIN = re.compile(r"[a-z_]{1,20}")


@dataclass(frozen=True)
class Phrase:
    """What is kept of the words and filters of a search."""

    #: as typed, folded, without punctuation and without what must not be kept
    words: str
    #: the same for all who look for the same: stems in the order of the alphabet
    stems: str
    #: `is:solved author:`
    filters: str


def phrase_of(said: Said, stems: Stems) -> Phrase:
    """What may be kept of a search that was taken apart."""
    words = words_of(masked(said.plain))
    return Phrase(_cut(words), _cut(_meant(words, stems)), _filters(said.wishes))


def _meant(words: list[str], stems: Stems) -> list[str]:
    """Without the small words, unless there is nothing else."""
    heavy = [w for w in words if w not in stems.stop_words and w not in stems.soft_words]
    return sorted({stems.stem(word) for word in heavy or words})


def _filters(wishes: list[Wish]) -> str:
    kept = {f"{'-' if w.negative else ''}{w.key}:{_harmless(w)}" for w in wishes}
    return _cut(sorted(kept))


def _harmless(wish: Wish) -> str:
    value = wish.value.lower()
    return value if wish.key in HARMLESS and _PLAIN.fullmatch(value) else ""


def _cut(words: list[str]) -> str:
    """As many whole words as there is room for."""
    text = " ".join(words)
    return text if len(text) <= LONGEST else text[: LONGEST + 1].rpartition(" ")[0]

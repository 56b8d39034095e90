"""A document as PostgreSQL's full text keeps it: our own words with their places, titles weighed
by A, and marked words for facets, for titles while typing, and for where a word stands out.

A word begins with a letter, a digit or a sign of its script, so that a mark can stand before it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from community.search.engine import Document
from community.search.scoring import TITLE, impact
from community.search.text import Stems, folded

FACET = "="  # =c3
TITLED = "^"  # ^print: a stem of the title
TYPED = "."  # .printer: a word of the title as it was typed
BRIEF = ","  # ,printer: the same of a short title; suggestions show these first
BRIEF_WORDS = 6
#: a word that stands out in its document has its level behind it: print=2. The best documents of
#: a common word are found by it, without looking at all of them
LEVELS = (1.3, 1.6, 2.0, 2.3)
PAIRS = 1 << 24  # numbers for two neighbouring words: few documents have one and not the words
MOST_PLACES = 255  # of one word: what PostgreSQL keeps
LAST_PLACE = 16_000  # PostgreSQL counts to 16,383; in longer texts places begin again
MOST_BYTES = 900_000  # of one document; PostgreSQL takes 1 MB


@dataclass(frozen=True)
class Vector:
    """One document in the form of the table."""

    thread_id: int
    stamp: str
    length: int
    title_length: int
    words: str
    pairs: list[int]
    lexemes: frozenset[str]


def quoted(word: str) -> str:
    """A word in the notation of tsvector and tsquery, whatever signs it has."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def vector_of(document: Document, stems: Stems, average: float) -> Vector:
    """The words of a document; `average` is the usual length, for what stands out."""
    title, text = folded(document.title), folded(document.text)
    titled = stems.terms(title)
    terms = stems.terms(f"{title}\n{text}")
    typed = {word for word, _place in stems.typed_terms(title)}
    weighed = frozenset() if text.lstrip().startswith(title) else {word for word, _at in titled}
    places = _places(terms)
    kept = _within_bytes(places)
    marked = {
        *(FACET + facet for facet in document.facets),
        *(TYPED + word for word in typed),
        *(BRIEF + word for word in typed if len(typed) <= BRIEF_WORDS),
        *_levels(kept, weighed, len(terms), average),
    }
    in_title = {TITLED + word: at for word, at in _places(titled).items()}
    written = [f"{quoted(word)}:{_where(at, word in weighed)}" for word, at in kept.items()]
    written += [f"{quoted(word)}:{_where(at)}" for word, at in in_title.items()]
    return Vector(
        thread_id=document.thread_id,
        stamp=document.stamp,
        length=len(terms),
        title_length=len(typed),
        words=" ".join([*written, *map(quoted, marked)]),
        pairs=pairs_of(terms),
        lexemes=frozenset().union(kept, in_title, marked),
    )


def pairs_of(terms: Iterable[tuple[str, int]]) -> list[int]:
    """The neighbours in a text or phrase, as numbers."""
    found: set[int] = set()
    before: list[str] = []
    here: list[str] = []
    last = -1
    for word, place in terms:
        if place != last:
            before, here, last = here if place == last + 1 else [], [], place
        here.append(word)
        found.update(crc32(f"{one} {word}".encode()) % PAIRS for one in before)
    return sorted(found)


def _places(terms: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for word, place in terms:
        known = found.setdefault(word, [])
        if len(known) < MOST_PLACES:
            known.append(place % LAST_PLACE + 1)
    return found


def _levels(
    places: Mapping[str, Sequence[int]], titled: Collection[str], length: int, average: float
) -> Iterable[str]:
    for word, at in places.items():
        value = impact(len(at), length, average) + (TITLE if word in titled else 0)
        level = sum(value >= bound for bound in LEVELS)
        if level:
            yield f"{word}{FACET}{level}"


def _within_bytes(places: dict[str, list[int]]) -> dict[str, list[int]]:
    """All but what a monstrous text has too much; its first words are kept."""
    spent = 0
    for count, (word, at) in enumerate(places.items()):
        spent += 3 * len(word.encode()) + 16 + 2 * len(at)
        if spent > MOST_BYTES:
            return dict(list(places.items())[:count])
    return places


def _where(places: Sequence[int], is_titled: bool = False) -> str:
    first, *others = places
    return ",".join([f"{first}A" if is_titled else str(first), *map(str, others)])

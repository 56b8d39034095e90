"""What else stands for the words of a query: staff's synonyms, and words written together; at query
time, so that an edit works at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from community.caching import memory
from community.extensions import db
from community.search import compounds
from community.search.engine import Alternative
from community.search.synonym_models import SynonymGroup
from community.search.text import Stems, joined, words_of
from community.search.vocabulary import threads_of

TAG = "synonyms"  # touched by every edit
MOST = 20  # alternatives of one query
MOST_CHUNKS = 8  # whole questions have words enough
SHORTEST_PAIR = 5  # letters: "do i" is not "doi"

Chunks = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Dictionary:
    """Everything staff declared."""

    #: what says whether it still holds
    signature: tuple[Any, ...] = ()
    #: stems as typed → the words of everything that may stand for them
    others: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    #: stems of the longest key
    longest: int = 0


def alternatives_of(chunks: Chunks, words: Stems) -> tuple[Alternative, ...]:
    """What else may stand for these chunks: the longest synonyms first, and joined words."""
    known = dictionary(words)
    neighbours = _neighbours(chunks, words)
    longer = _compounds(chunks, words)
    found: list[Alternative] = []
    at = 0
    while at < len(chunks) and len(found) < MOST:
        one = _longest_at(chunks, at, known, words) or _together(chunks, at)
        if one is None and at in neighbours:
            one = Alternative((at, at + 1), ((neighbours[at],),))
        if one is None and (others := longer.get(" ".join(chunks[at]))):
            one = Alternative((at,), tuple((word,) for word in others))
        if one:
            found.append(one)
        at = one.places[-1] + 1 if one else at + 1
    return tuple(found)


def _longest_at(chunks: Chunks, at: int, known: Dictionary, words: Stems) -> Alternative | None:
    """The longest synonym that begins with this chunk and ends with a chunk."""
    best, key = None, ()
    for end in range(at, len(chunks) if known.others else 0):
        key += tuple(words.stem(word) for word in chunks[end] if word not in words.stop_words)
        if len(key) > known.longest:
            break
        if key in known.others:
            best = Alternative(tuple(range(at, end + 1)), known.others[key])
    if best and len(best.places) == 1 and (together := joined(chunks[at])):
        best = Alternative(best.places, (*best.others, (together,)))
    return best


def _together(chunks: Chunks, at: int) -> Alternative | None:
    """`wi-fi` also finds "wifi"; the other way round the index itself knows."""
    together = joined(chunks[at])
    return Alternative((at,), ((together,),)) if together else None


def _neighbours(chunks: Chunks, words: Stems) -> dict[int, str]:
    """Where two words are known as one: "log in" also finds "login"."""
    if len(chunks) > MOST_CHUNKS:
        return {}
    common = words.stop_words | words.soft_words
    pairs = {
        at: one[0] + two[0]
        for at, (one, two) in enumerate(pairwise(chunks))
        if len(one) == len(two) == 1 and not common.issuperset((one[0], two[0]))
    }
    known = threads_of(word for word in pairs.values() if len(word) >= SHORTEST_PAIR)
    return {at: word for at, word in pairs.items() if word in known}


def _compounds(chunks: Chunks, words: Stems) -> Mapping[str, list[str]]:
    """Longer words that end with one of these, in languages that write compounds as one word."""
    if words.language not in compounds.LANGUAGES or len(chunks) > MOST_CHUNKS:
        return {}
    single = (chunk[0] for chunk in chunks if len(chunk) == 1 and not words.is_common(chunk[0]))
    return compounds.ending_with(single)


def dictionary(words: Stems) -> Dictionary:
    """Everything staff declared, from memory; made anew only where something was changed."""
    return memory.remembered(f"synonyms {words.language}", lambda: _current(words), [TAG])


def _current(words: Stems) -> Dictionary:
    kept = current_app.extensions.setdefault("synonyms", {})
    numbers = select(
        func.count(), func.max(SynonymGroup.changed_at), func.sum(SynonymGroup.version)
    )
    signature = tuple(db.session.execute(numbers).one())
    known: Dictionary | None = kept.get(words.language)
    if known is None or known.signature != signature:
        known = kept[words.language] = _read(words, signature)
    return known


def _read(words: Stems, signature: tuple[Any, ...]) -> Dictionary:
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    rows = db.session.execute(select(SynonymGroup.terms, SynonymGroup.one_way))
    for terms, one_way in rows:
        for term, others in asked_and_found(terms, one_way):
            found.setdefault(key_of(term, words), []).extend(tuple(words_of(o)) for o in others)
    every = {key: tuple(dict.fromkeys(others)) for key, others in found.items() if key}
    return Dictionary(signature, every, max(map(len, every), default=0))


def asked_and_found(terms: Sequence[str], one_way: bool) -> Iterator[tuple[str, list[str]]]:
    """(what is typed, what it finds besides) of one group."""
    for term in terms[:1] if one_way else terms:
        yield term, [other for other in terms if other != term]


def key_of(term: str, words: Stems) -> tuple[str, ...]:
    """A term as queries are compared with it: "Passwords" is `password`."""
    return tuple(words.of(term))

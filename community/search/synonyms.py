"""What else stands for the words of a query: staff's synonyms, and words written together; at query
time, so that an edit works at once."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlalchemy import select

from community.caching import memory
from community.extensions import db
from community.search.engine import Alternative
from community.search.synonym_models import SynonymGroup
from community.search.text import Stems, joined, words_of
from community.search.vocabulary import threads_of

TAG = "synonyms"  # touched by every edit
MOST = 20  # alternatives of one query
MOST_CHUNKS = 8  # whole questions have words enough
SHORTEST_PAIR = 5  # letters: "do i" is not "doi"

#: stems as typed → the words of everything that may stand for them
Dictionary = dict[tuple[str, ...], tuple[tuple[str, ...], ...]]
Chunks = Sequence[tuple[str, ...]]


def alternatives_of(chunks: Chunks, words: Stems) -> tuple[Alternative, ...]:
    """What else may stand for these chunks: the longest synonyms first, and joined words."""
    known = dictionary(words)
    longest = max((len(key) for key in known), default=0)
    neighbours = _neighbours(chunks, words)
    found: list[Alternative] = []
    at = 0
    while at < len(chunks) and len(found) < MOST:
        one = _longest_at(chunks, at, known, longest, words) or _together(chunks, at)
        if one is None and at in neighbours:
            one = Alternative((at, at + 1), ((neighbours[at],),))
        if one:
            found.append(one)
        at = one.places[-1] + 1 if one else at + 1
    return tuple(found)


def _longest_at(
    chunks: Chunks, at: int, known: Dictionary, longest: int, words: Stems
) -> Alternative | None:
    """The longest synonym that begins with this chunk and ends with a chunk."""
    best, key = None, ()
    for end in range(at, len(chunks) if known else 0):
        key += tuple(words.stem(word) for word in chunks[end] if word not in words.stop_words)
        if len(key) > longest:
            break
        if key in known:
            best = Alternative(tuple(range(at, end + 1)), known[key])
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


def dictionary(words: Stems) -> Dictionary:
    """Everything staff declared, from memory."""
    return memory.remembered(f"synonyms {words.language}", lambda: _read(words), [TAG])


def _read(words: Stems) -> Dictionary:
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    rows = db.session.execute(select(SynonymGroup.terms, SynonymGroup.one_way))
    for terms, one_way in rows:
        for term, others in asked_and_found(terms, one_way):
            found.setdefault(key_of(term, words), []).extend(tuple(words_of(o)) for o in others)
    return {key: tuple(dict.fromkeys(others)) for key, others in found.items() if key}


def asked_and_found(terms: Sequence[str], one_way: bool) -> Iterator[tuple[str, list[str]]]:
    """(what is typed, what it finds besides) of one group."""
    for term in terms[:1] if one_way else terms:
        yield term, [other for other in terms if other != term]


def key_of(term: str, words: Stems) -> tuple[str, ...]:
    """A term as queries are compared with it: "Passwords" is `password`."""
    return tuple(words.of(term))

"""Compound words by their end: "Patrone" also finds "Druckerpatrone", as "Drucker" is a word too.

From the table of words alone, at query time; the index knows such words by their beginning.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, union_all

from community.extensions import db
from community.search.term_models import EDGE, SearchTerm
from community.search.vocabulary import threads_of

#: languages that write compounds as one word; in others it is rare, and "ration" no kind of
#: "configuration"
LANGUAGES = frozenset({"da", "de", "fi", "hu", "is", "nb", "nl", "nn", "no", "sv"})
SHORTEST = 4  # letters of the end that is looked for
FIRST = 3  # letters of what stands before it
LINKS = ("", "s", "n", "en", "es", "er", "e")  # between the two
MOST_WORDS = 3  # of a query
BUCKET = 1000  # words with the same last letters, the shortest ones
LOOKED_AT = 20  # words with one end, the most common ones
FOUND = 5


def ending_with(words: Iterable[str]) -> Mapping[str, list[str]]:
    """Each of these words with the compounds that end with it, the most common first."""
    wanted = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST][:MOST_WORDS]
    if not wanted:
        return {}
    rows = db.session.execute(union_all(*(select(_longer(word)) for word in wanted))).all()
    parts = {begun for row in rows for word in wanted for begun in _begun(row.word, word)}
    known = threads_of(parts)
    return {
        word: [row.word for row in rows if any(one in known for one in _begun(row.word, word))][
            :FOUND
        ]
        for word in wanted
    }


def _longer(word: str) -> Any:
    """The most common words with this end, of a bounded number: many words end alike."""
    alike = (
        select(SearchTerm.word, SearchTerm.threads)
        .where(SearchTerm.ending == word[-EDGE:], SearchTerm.length >= len(word) + FIRST)
        .order_by(SearchTerm.length)
        .limit(BUCKET)
        .subquery()
    )
    return (
        select(alike)
        .where(alike.c.word.endswith(word, autoescape=True))
        .order_by(alike.c.threads.desc(), alike.c.word)
        .limit(LOOKED_AT)
        .subquery()
    )


def _begun(whole: str, end: str) -> list[str]:
    """What may stand before the end, without what links the two."""
    if not whole.endswith(end):
        return []
    begun = whole.removesuffix(end)
    cut = (begun.removesuffix(link) for link in LINKS if begun.endswith(link))
    return [one for one in cut if len(one) >= FIRST]

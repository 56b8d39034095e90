"""Titles in PostgreSQL while somebody types: the last word may only be begun."""

from collections.abc import Sequence

from community.search import database_queries as queries
from community.search.database_look import Look
from community.search.database_schema import LIVE
from community.search.database_scoring import Statement
from community.search.database_vectors import BRIEF, TITLED, TYPED, quoted
from community.search.plans import Scored

MOST_TITLES = 2000  # looked at for the shortest
MOST_BEGUN = 30  # words with one beginning that are looked for, the most frequent ones
TITLES = f"""
SELECT thread_id, 1.0 / (1 + title_length) AS score FROM (
    SELECT thread_id, title_length FROM {LIVE}.documents
    WHERE words @@ %(query)s::tsquery LIMIT %(most)s) AS d
ORDER BY title_length, thread_id DESC LIMIT %(limit)s
"""
BEGUN = f"""
SELECT word, documents FROM {LIVE}.words
WHERE word >= %(start)s AND word < %(end)s AND documents > 0
ORDER BY documents DESC LIMIT %(limit)s
"""


def titled(look: Look, typed: Sequence[str], begun: str, limit: int) -> list[Scored]:
    """Titles with the typed stems and a word that begins like the last one; short first."""
    words = _begun(look, begun, alone=not typed)
    found: dict[int, Scored] = {}
    for mark in (BRIEF, TYPED) if words else ():
        parts = [queries.either(quoted(mark + word) for word in words)]
        parts += [quoted(TITLED + stem) for stem in typed]
        query = queries.both([*parts, *queries.scope(look.plan)])
        rows = look.ask(Statement(TITLES, {"query": query, "most": MOST_TITLES, "limit": limit}))
        for row in rows or ():
            found.setdefault(row.thread_id, Scored(float(row.score), row.thread_id))
        if len(found) >= limit:
            break
    return sorted(found.values(), key=lambda one: (-one.score, -one.number))[:limit]


def _begun(look: Look, begun: str, alone: bool) -> Sequence[str]:
    """The words that begin so, those of most titles first; standing alone a few are enough."""
    start = TYPED + begun
    end = start[:-1] + chr(min(ord(start[-1]) + 1, 0x10FFFF))
    rows = look.ask(Statement(BEGUN, {"start": start, "end": end, "limit": MOST_BEGUN}))
    words, titles = [], 0
    for row in rows or ():
        words.append(row.word.removeprefix(TYPED))
        titles += row.documents
        if alone and titles >= MOST_TITLES:
            break
    return words

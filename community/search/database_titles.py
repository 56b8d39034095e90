"""Titles in PostgreSQL while somebody types: the last word may only be begun."""

from collections.abc import Sequence
from typing import Any

from community.search import database_queries as queries
from community.search.database_schema import LIVE, run
from community.search.database_vectors import TITLED, TYPED, quoted
from community.search.whoosh_scoring import BEGUN_LOOKS, Plan, Scored

MOST_TITLES = 5000  # of these the shortest


def titled(
    connection: Any, plan: Plan, typed: Sequence[str], begun: str, limit: int
) -> list[Scored]:
    """Titles with the typed stems and a word that begins like the last one; short first."""
    words = _begun(connection, TYPED + begun)
    if not words:
        return []
    parts = [queries.either(quoted(word) for word in words)]
    parts += [quoted(TITLED + stem) for stem in typed]
    values: dict[str, Any] = {
        "query": queries.both([*parts, *queries.scope(plan)]),
        "most": MOST_TITLES,
        "limit": limit,
    }
    rows = run(
        connection,
        "SELECT thread_id, 1.0 / (1 + title_length) AS score FROM ("
        f"SELECT thread_id, title_length FROM {LIVE}.documents"
        " WHERE words @@ %(query)s::tsquery LIMIT %(most)s) AS d"
        " ORDER BY title_length, thread_id DESC LIMIT %(limit)s",
        values,
    )
    return [Scored(float(row.score), row.thread_id) for row in rows]


def _begun(connection: Any, start: str) -> Sequence[str]:
    """The words that begin so, those of most titles first."""
    return (
        run(
            connection,
            f"SELECT word FROM {LIVE}.words WHERE word >= %(start)s AND word < %(end)s"
            " AND documents > 0 ORDER BY documents DESC LIMIT %(limit)s",
            {
                "start": start,
                "end": start[:-1] + chr(min(ord(start[-1]) + 1, 0x10FFFF)),
                "limit": BEGUN_LOOKS,
            },
        )
        .scalars()
        .all()
    )

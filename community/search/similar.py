"""Questions like this one: before it is asked a second time, and below a thread."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, select

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.listing import tag_names
from community.forum.models import Post, Thread, thread_path
from community.forum.queries import listed, visible_to
from community.search import engine, ranking, scoring
from community.search.asking import each_audience
from community.search.engine import IndexMissing, Wanted
from community.search.suggesting import Suggestion
from community.search.text import Stems, house_stems, plain

SHOWN = 5
LOOKED_AT = 60  # the engine's best; title, tags and votes choose among these
#: likeness of the best one shown; below it nothing is shown at all, since most of it would be
#: about something else. Measured on two imported forums (`bench/similar_quality.py`): one of ten
#: titles of the other forum is above it. A body dilutes
SURE = 0.29
SURE_WITH_BODY = 0.17
ALSO = 0.7  # of that, for what stands beside it
LONGEST_TITLE = 300
LONGEST_BODY = 3000  # characters; the first ones say what it is about


def similar(
    title: str, body: str, reader: Reader, without: int | None = None
) -> Sequence[Suggestion]:
    """At most five readable questions about the same."""
    machine = engine.current()
    asked = (title[:LONGEST_TITLE], body[:LONGEST_BODY])

    def look(wanted: Wanted) -> engine.Found:
        return engine.call(machine.similar, *asked, wanted)

    try:
        found = each_audience(Wanted(limit=LOOKED_AT, seconds=0.06), reader, look)
    except IndexMissing:
        return []
    scores = {hit.thread_id: hit.score for hit in found.hits if hit.thread_id != without}
    rows = db.session.execute(_rows(list(scores), reader)).all() if scores else []
    words = house_stems()
    order = words.of(title[:LONGEST_TITLE])
    alike = {row.id: _likeness(row, scores[row.id], found.shares, order, words) for row in rows}
    best = sorted(rows, key=lambda row: (-_value(row, alike[row.id]), -row.id))
    sure = SURE_WITH_BODY if body.strip() else SURE
    if not any(alike[row.id] >= sure for row in best[:SHOWN]):
        return []
    shown = [row for row in best if alike[row.id] >= ALSO * sure][:SHOWN]
    return [Suggestion(r.id, r.title, thread_path(r.id, r.slug), r.support_state) for r in shown]


def similar_to(thread_id: int, reader: Reader) -> Sequence[Suggestion]:
    """Questions like a stored one; the caller has checked that the reader may open it."""
    row = db.session.execute(
        select(Thread.title, Post.html)
        .join(Post, Post.thread_id == Thread.id)
        .where(Thread.id == thread_id, Post.number == 1)
    ).first()
    if row is None:
        return []
    return similar(row.title, plain(row.html, 2 * LONGEST_BODY), reader, without=thread_id)


def _rows(ids: Sequence[int], reader: Reader) -> Any:
    return (
        select(
            Thread.id,
            Thread.slug,
            Thread.title,
            Thread.support_state,
            Post.score,
            tag_names().label("tags"),
        )
        .join(Post, and_(Post.thread_id == Thread.id, Post.number == 1))
        .where(Thread.id.in_(ids), visible_to(reader), listed())
    )


def _likeness(
    row: Any, score: float, shares: Mapping[str, float], order: Sequence[str], words: Stems
) -> float:
    named = set(words.of((row.tags or "").replace(",", " ").replace("-", " ")))
    tagged = sum(share for stem, share in shares.items() if stem in named)
    neighbours = ranking.side_by_side(order, words.of(row.title))
    return scoring.likeness(score, tagged, neighbours)


def _value(row: Any, likeness: float) -> float:
    """Of questions that are alike, those first that helped many."""
    return likeness * scoring.helpful(row.score)

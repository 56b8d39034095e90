"""Questions like this one: before it is asked a second time, and below a thread."""

from collections.abc import Sequence

from sqlalchemy import select

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Post, Thread, thread_path
from community.search import engine, searching
from community.search.engine import IndexMissing, Wanted
from community.search.suggesting import Suggestion
from community.search.text import plain

SHOWN = 5
LOOKED_AT = 15
#: share of the best possible score; below it, most are about something else. Measured on the links
#: of two imported forums: nine of ten linked questions are above it, and a body dilutes
CUT_OFF = 0.27
CUT_OFF_WITH_BODY = 0.15
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
        found = searching.each_audience(Wanted(limit=LOOKED_AT, seconds=0.06), reader, look)
    except IndexMissing:
        return []
    enough = CUT_OFF_WITH_BODY if body.strip() else CUT_OFF
    near = [h for h in found.hits if h.score >= enough and h.thread_id != without]
    near.sort(key=lambda hit: -hit.score)
    known = searching.readable(near, reader)
    rows = [known[hit.thread_id] for hit in near if hit.thread_id in known][:SHOWN]
    return [Suggestion(r.id, r.title, thread_path(r.id, r.slug), r.support_state) for r in rows]


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

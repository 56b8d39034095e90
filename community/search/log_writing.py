"""From notes to rows: fragments fold into their search, clicks and questions find theirs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from community import outbox
from community.extensions import db, is_sqlite
from community.forum.models import Thread
from community.search.events import SearchEnded
from community.search.log_models import Search
from community.search.marks import Marker

if TYPE_CHECKING:
    from community.search.log import Followed, Noted, Notes, Opened

TYPING = timedelta(seconds=20)  # between two fragments of one search
ALIKE = 3  # letters at the beginning that make two fragments one search
FOLLOWS = timedelta(minutes=30)  # a question asked later has little to do with the search
WAITING = ("unanswered", "needs_reply")


def write(notes: "Notes") -> "list[Opened]":
    """Write everything; answers the clicks whose search is not there yet. Inside writing()."""
    marker = Marker()
    _write_searches(_last_of_each(notes.searches), marker)
    early = [one for one in notes.opened if not _write_opened(one)]
    for what in notes.followed:
        _write_followed(what, marker.marks(what.searcher)[0])
    return [replace(one, tries=one.tries - 1) for one in early if one.tries > 1]


def _last_of_each(searches: "Iterable[Noted]") -> "list[Noted]":
    """Without the fragments that a later note of the same person goes on with."""
    kept: dict[str, list[Noted]] = {}
    for one in searches:
        mine = kept.setdefault(one.searcher.identity, [])
        if mine and mine[-1].way == "typing" and _goes_on(mine[-1].phrase.words, one):
            mine.pop()
        mine.append(one)
    return sorted((one for mine in kept.values() for one in mine), key=lambda one: one.at)


def _goes_on(words: str, later: "Noted") -> bool:
    """Whether a fragment became this: both begin alike, whatever was typed wrongly in between."""
    new = later.phrase.words
    alike = min(ALIKE, len(words), len(new))
    return new[:alike] == words[:alike]


def _write_searches(searches: "list[Noted]", marker: Marker) -> None:
    """In few statements for many: nobody else can write meanwhile."""
    rows: dict[str, dict[str, Any]] = {}
    for one in searches:
        row = _values(one, *marker.marks(one.searcher))
        if one.key in rows and rows[one.key]["way"] == "page":
            row["way"] = "page"
        rows[one.key] = row
    if rows:
        _drop_fragments([(rows[one.key]["mark"], one) for one in searches])
        # in one order for all: PostgreSQL lets two processes write at once
        db.session.execute(_upsert(), [rows[key] for key in sorted(rows)])


def _drop_fragments(searches: "list[tuple[str, Noted]]") -> None:
    """What the same people were typing until now, perhaps to another process."""
    statement = select(Search.id, Search.mark, Search.words, Search.key, Search.searched_at).where(
        Search.mark.in_({mark for mark, _one in searches}),
        Search.searched_at > min(one.at for _mark, one in searches) - TYPING,
        Search.thread_id.is_(None),
        Search.way == "typing",
    )
    typed: dict[str, list[Any]] = {}
    for row in db.session.execute(statement):
        typed.setdefault(row.mark, []).append(row)
    over = {
        row.id
        for mark, one in searches
        for row in typed.get(mark, ())
        if row.key != one.key
        and one.at - TYPING < row.searched_at <= one.at
        and _goes_on(row.words, one)
    }
    if over:
        db.session.execute(delete(Search).where(Search.id.in_(over)))


def _upsert() -> Any:
    """The same search of the same day is one: the last look counts."""
    insert: Any = sqlite.insert if is_sqlite() else postgresql.insert
    statement = insert(Search)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "results": new.results,
            "searched_at": new.searched_at,
            "way": case((Search.way == "page", "page"), else_=new.way),
        },
    )


def _values(one: "Noted", mark: str, second: str) -> dict[str, Any]:
    return {
        "searched_at": one.at,
        "words": one.phrase.words,
        "stems": one.phrase.stems,
        "filters": one.phrase.filters,
        "results": one.results,
        "who": one.searcher.who,
        "way": one.way,
        "mark": mark,
        "second_mark": second,
        "key": one.key,
        "unanswered": False,
        "led_to": "nothing",
    }


def _write_opened(one: "Opened") -> bool:
    """Whether its search is known; the last opened hit is where the search ended."""
    row = db.session.scalar(select(Search).where(Search.key == one.key))
    if row is None:
        return False
    if row.unanswered and row.thread_id and row.thread_id != one.thread_id:
        outbox.record(SearchEnded(row.thread_id))  # elsewhere, as it turns out
    row.thread_id, row.place = one.thread_id, one.place
    row.unanswered = one.foreign and _waits(one.thread_id)
    if row.led_to == "nothing":
        row.led_to = "opened"
    if row.unanswered and row.who == "person":
        outbox.record(SearchEnded(one.thread_id))
    return True


def _waits(thread_id: int) -> bool:
    waits = select(Thread.id).where(Thread.id == thread_id, Thread.support_state.in_(WAITING))
    return db.session.scalar(waits) is not None


def _write_followed(what: "Followed", mark: str) -> None:
    """Asking, or finding it solved while asking, belongs to the last search before it."""
    last = db.session.scalar(
        select(Search.id)
        .where(
            Search.mark == mark,
            Search.searched_at.between(what.at - FOLLOWS, what.at),
            Search.way == "page",
        )
        .order_by(Search.searched_at.desc(), Search.id.desc())
        .limit(1)
    )
    if last is not None:
        db.session.execute(update(Search).where(Search.id == last).values(led_to=what.what))

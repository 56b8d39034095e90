"""From notes to rows: fragments fold into their search, clicks and questions find theirs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
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
FOLLOWS = timedelta(minutes=30)  # a question asked later has little to do with the search
WAITING = ("unanswered", "needs_reply")


def write(notes: "Notes") -> "list[Opened]":
    """Write everything; answers the clicks whose search is not there yet. Inside writing()."""
    marker = Marker()
    for one in _last_of_each(notes.searches):
        _write_search(one, *marker.marks(one.searcher))
    early = [one for one in notes.opened if not _write_opened(one)]
    for what in notes.followed:
        _write_followed(what, marker.marks(what.searcher)[0])
    return [replace(one, tries=one.tries - 1) for one in early if one.tries > 1]


def _last_of_each(searches: "Iterable[Noted]") -> "list[Noted]":
    """Without the fragments that a later note of the same person goes on with."""
    kept: dict[str, list[Noted]] = {}
    for one in searches:
        mine = kept.setdefault(one.searcher.identity, [])
        if mine and _goes_on(mine[-1].way, mine[-1].phrase.words, one):
            mine.pop()
        mine.append(one)
    return sorted((one for mine in kept.values() for one in mine), key=lambda one: one.at)


def _goes_on(way: str, words: str, later: "Noted") -> bool:
    """Whether a fragment became this: letters were added, or taken back."""
    new = later.phrase.words
    return way == "typing" and (new.startswith(words) or words.startswith(new))


def _write_search(one: "Noted", mark: str, second: str) -> None:
    fragment = _fragment_before(one, mark)
    if fragment is not None and not _is_known(one.key):
        _turn_into(fragment, one)
    else:
        if fragment is not None:
            db.session.delete(fragment)
            db.session.flush()
        db.session.execute(_upsert(one, mark, second))


def _fragment_before(one: "Noted", mark: str) -> Search | None:
    """What the same person was typing until now, perhaps to another process."""
    last = db.session.scalar(
        select(Search)
        .where(
            Search.mark == mark,
            Search.searched_at > one.at - TYPING,
            Search.thread_id.is_(None),
            Search.way == "typing",
        )
        .order_by(Search.searched_at.desc(), Search.id.desc())
        .limit(1)
    )
    if last is None or last.key == one.key:
        return None
    return last if _goes_on(last.way, last.words, one) else None


def _is_known(key: str) -> bool:
    return db.session.scalar(select(Search.id).where(Search.key == key)) is not None


def _turn_into(row: Search, one: "Noted") -> None:
    for name, value in _values(one).items():
        setattr(row, name, value)
    db.session.flush()


def _upsert(one: "Noted", mark: str, second: str) -> Any:
    """The same search of the same day is one: the last look counts."""
    insert: Any = sqlite.insert if is_sqlite() else postgresql.insert
    statement = insert(Search).values(
        **_values(one), who=one.searcher.who, mark=mark, second_mark=second
    )
    latest = {"results": one.results, "searched_at": one.at}
    if one.way == "page":
        latest["way"] = "page"
    return statement.on_conflict_do_update(index_elements=["key"], set_=latest)


def _values(one: "Noted") -> dict[str, Any]:
    return {
        "searched_at": one.at,
        "words": one.phrase.words,
        "stems": one.phrase.stems,
        "filters": one.phrase.filters,
        "results": one.results,
        "way": one.way,
        "key": one.key,
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

"""The search log forgets: first what ties a search to a person, in the end the search itself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Row, and_, case, delete, exists, func, select, update

from community import outbox
from community.clock import now
from community.extensions import db, writing
from community.outbox.models import IS_WAITING, Handling
from community.search import marks
from community.search.demand import LEAST
from community.search.events import SearchLogAged
from community.search.log_models import Search, SearchDay

KEY_KEPT = timedelta(days=2)  # a page of results that stays open longer is not clicked any more
SECOND_KEPT = marks.WEEK + timedelta(days=1)
PERIOD = 2 * marks.WEEK  # as long as a mark is the same
AT_ONCE = 500  # rows a transaction: others must get to write in between
PHRASES_AT_ONCE = 10  # each takes a few statements
PAUSE, HOUR = timedelta(seconds=1), timedelta(hours=1)
LANE = "search.log_aging.forget_what_is_old"


@outbox.on(SearchLogAged)
def forget_what_is_old(event: SearchLogAged) -> None:
    """Calls itself again in an hour, or at once while there is more to do."""
    moment = now()
    marks.throw_away_old_salts()
    busy = [
        _clear(Search.key, moment - KEY_KEPT),
        _clear(Search.second_mark, moment - SECOND_KEPT),
        _aggregate(moment - timedelta(days=current_app.config["SETTINGS"].search_log_days)),
    ]
    outbox.record(event, at=moment + (PAUSE if any(busy) else HOUR))


def begin(app: Flask) -> None:
    """The first call, when a worker starts and none is waiting."""
    with app.app_context():
        waiting = select(Handling.id).where(IS_WAITING, Handling.lane == LANE).limit(1)
        if db.session.scalar(waiting) is None:
            with writing():
                outbox.record(SearchLogAged())


def _clear(column: Any, edge: datetime) -> bool:
    """Empty a column of old searches; whether there may be more."""
    old = select(Search.id).where(column.is_not(None), Search.searched_at < edge).limit(AT_ONCE)
    ids = list(db.session.scalars(old))
    if ids:
        db.session.execute(update(Search).where(Search.id.in_(ids)).values({column.key: None}))
    return len(ids) == AT_ONCE


def _aggregate(edge: datetime) -> bool:
    """Turn some phrases of the oldest day into counts; whether there may be more."""
    oldest = db.session.scalar(select(func.min(Search.searched_at)))
    if oldest is None or oldest.date() >= edge.date():
        return False
    begin = oldest.replace(hour=0, minute=0, second=0, microsecond=0)
    for row in _phrases_of(begin):
        kept = bool(row.stems) and _many_wanted(row.stems, begin)
        _add_day(begin.date(), row, row.stems if kept else "", row.words if kept else "")
        db.session.execute(delete(Search).where(_on_day(begin), Search.stems == row.stems))
    return True


def _on_day(begin: datetime) -> ColumnElement[bool]:
    return and_(Search.searched_at >= begin, Search.searched_at < begin + timedelta(days=1))


def _phrases_of(begin: datetime) -> Sequence[Row[Any]]:
    """Counts of one day by phrase; only people count, but all rows go."""
    person = Search.who == "person"

    def count(condition: ColumnElement[bool]) -> Any:
        return func.count().filter(person, condition)

    return db.session.execute(
        select(
            Search.stems,
            func.max(Search.words).label("words"),
            func.count().filter(person).label("searches"),
            func.count(func.distinct(case((person, Search.mark)))).label("people"),
            count(Search.results == 0).label("without_result"),
            count(Search.thread_id.is_not(None)).label("opened"),
            count(Search.led_to == "asked").label("asked"),
        )
        .where(_on_day(begin))
        .group_by(Search.stems)
        .limit(PHRASES_AT_ONCE)
    ).all()


def _many_wanted(stems: str, begin: datetime) -> bool:
    """Whether five people looked for it within two weeks: then the words name none of them."""
    near = and_(Search.searched_at >= begin, Search.searched_at < begin + PERIOD)
    people = select(func.count(func.distinct(Search.mark))).where(
        Search.stems == stems, Search.who == "person", near
    )
    if (db.session.scalar(people) or 0) >= LEAST:
        return True
    known = exists().where(SearchDay.stems == stems, SearchDay.day > begin.date() - PERIOD)
    return bool(db.session.scalar(select(known)))


def _add_day(day: date, counts: Row[Any], stems: str, words: str) -> None:
    row = db.session.scalar(select(SearchDay).where(SearchDay.day == day, SearchDay.stems == stems))
    if row is None:
        row = SearchDay(day=day, stems=stems, words=words)
        row.searches = row.people = row.without_result = row.opened = row.asked = 0
        db.session.add(row)
    for name in ("searches", "people", "without_result", "opened", "asked"):
        setattr(row, name, getattr(row, name) + getattr(counts, name))
    db.session.flush()

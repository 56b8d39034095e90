"""Counts everything anew: every night, in a small community every hour, and when staff ask.

In steps of a few milliseconds with a breath after each. What is shown changes at the very end,
in one moment; what was shown before is cleared away after it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import and_, delete, func, insert, select

from community import offload, outbox
from community.clock import now
from community.desk.hours import reading as hours_kept
from community.desk.measuring import next_night
from community.desk.timing import our_coverage
from community.extensions import db, writing
from community.forum.models import Thread
from community.insights.events import CountingDue
from community.insights.gathering import Calendar, Span, read
from community.insights.models import KeptFigures, QuestionFact, Reckoning, WaitingSpan
from community.insights.reckoning import made_of
from community.insights.tallying import Tally
from community.outbox.models import IS_WAITING, Handling

LANE = "insights.counting.count"
RANGE = 200  # threads read in one step
ROWS = 200  # written, or cleared away, in one step
SMALL = 5000  # questions: up to here it takes no second, so it is done every hour
HOUR = timedelta(hours=1)


@outbox.on(CountingDue, writes=False)
def count(event: CountingDue) -> None:
    """Calls itself again, unless somebody of us only wanted to see the present."""
    moment = now()
    questions = count_everything(moment)
    with writing():
        if event.again:
            outbox.record(event, at=next_count(moment, questions))
    clear_old()


def next_count(moment: datetime, questions: int) -> datetime:
    return moment + HOUR if questions <= SMALL else next_night(moment, our_coverage())


def begin(app: Flask) -> None:
    """The first call, when a worker starts and none is waiting."""
    with app.app_context():
        if not is_due():
            with writing():
                outbox.record(CountingDue())


def is_due(by: datetime | None = None) -> bool:
    """Whether a count is waiting, at all or for a time up to this moment."""
    waiting = select(Handling.id).where(IS_WAITING, Handling.lane == LANE)
    if by is not None:
        waiting = waiting.where(Handling.due_at <= by)
    return db.session.scalar(waiting.limit(1)) is not None


def count_everything(moment: datetime) -> int:
    """How many questions are known; never inside a transaction."""
    calendar = Calendar(our_coverage(), moment, hours_kept.own())
    with writing():
        reckoning = Reckoning(moment=moment, zone=calendar.zone.key)
        db.session.add(reckoning)
        db.session.flush()
        reckoning_id = reckoning.id
    tally, spans = Tally(reckoning_id, moment), []
    for first in _ranges():
        facts, more = read(first, first + RANGE - 1, calendar)
        spans += more
        db.session.rollback()
        _write(QuestionFact, [{"reckoning_id": reckoning_id, **fact} for fact in facts])
        _write(WaitingSpan, [{"reckoning_id": reckoning_id, **span._asdict()} for span in more])
        if facts:
            tally.add(first, first + RANGE - 1)
        db.session.rollback()
    _keep(reckoning_id, tally, spans, calendar)
    return len(tally.questions)


def _ranges() -> Iterator[int]:
    last = db.session.scalar(select(func.max(Thread.id))) or 0
    db.session.rollback()
    yield from range(1, last + 1, RANGE)


def _write(table: Any, rows: Sequence[dict[str, Any]], at_once: int = ROWS) -> None:
    for start in range(0, len(rows), at_once):
        with writing():
            db.session.execute(insert(table), rows[start : start + at_once])
        offload.breathe()


def _keep(reckoning_id: int, tally: Tally, spans: Sequence[Span], calendar: Calendar) -> None:
    by_weeks, backlog = offload.call(made_of, tally.questions, spans, calendar)
    rows = []
    for weeks, views in by_weeks.items():
        for (category_id, tier), figures in views.items():
            figures["counts"] = tally.of((category_id, tier), weeks)
            rows.append(_row(reckoning_id, category_id, tier, weeks, figures))
    rows += [_row(reckoning_id, *view, 0, {"days": days}) for view, days in backlog.items()]
    _write(KeptFigures, rows, at_once=5)  # each some kilobytes
    with writing():
        reckoning = db.session.get_one(Reckoning, reckoning_id)
        reckoning.finished_at, reckoning.questions = now(), len(tally.questions)


def _row(reckoning_id: int, category_id: int, tier: str, weeks: int, figures: Any) -> Any:
    return {
        "reckoning_id": reckoning_id,
        "category_id": category_id,
        "tier": tier,
        "weeks": weeks,
        "figures": figures,
    }


def clear_old() -> None:
    """A few rows at a time, also what a killed count left. The one before the newest stays: a
    file of it may just be on its way."""
    kept = list(
        db.session.scalars(
            select(Reckoning.id)
            .where(Reckoning.finished_at.is_not(None))
            .order_by(Reckoning.id.desc())
            .limit(2)
        )
    )
    if not kept:
        return
    past = and_(Reckoning.id < kept[0], Reckoning.id.not_in(kept))
    for old in db.session.scalars(select(Reckoning.id).where(past)).all():
        for table in (QuestionFact, WaitingSpan):
            while _clear(table, old):
                offload.breathe()
        with writing():
            db.session.execute(delete(KeptFigures).where(KeptFigures.reckoning_id == old))
            db.session.execute(delete(Reckoning).where(Reckoning.id == old))


def _clear(table: Any, reckoning_id: int) -> bool:
    """Some rows less; whether there were any."""
    some = select(table.thread_id).where(table.reckoning_id == reckoning_id).limit(ROWS)
    db.session.rollback()
    numbers = list(db.session.scalars(some.distinct()))
    if numbers:
        with writing():
            mine = (table.reckoning_id == reckoning_id, table.thread_id.in_(numbers))
            db.session.execute(delete(table).where(*mine))
    return bool(numbers)

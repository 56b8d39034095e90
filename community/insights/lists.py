"""The lists behind the figures: the same conditions, and the reader's own rights before them.

Staff read every thread, so that a list is as long as its figure; whoever could not read one would
find it missing here, and the figure of all categories is not shown to them (`asking.view_of`).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, true

from community import offload
from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Category, Thread
from community.forum.queries import visible_to
from community.insights.asking import MINE, View, Wanted
from community.insights.figures import FIGURES, Fact, asked_in, of, waiting_at
from community.insights.models import WaitingSpan
from community.insights.periods import Period
from community.pagination import Page, keyset
from community.search.log_models import QuestionAvoided

PAGE = 50
AT_ONCE = 200  # rows of an export
ABOUT_THREAD = (
    Thread.id,
    Thread.slug,
    Thread.title,
    Thread.support_state,
    Category.name.label("category"),
)
FACTS = (
    Fact.thread_id,
    Fact.asked_at,
    Fact.tier,
    Fact.hour,
    Fact.duty,
    Fact.state,
    Fact.useful_at,
    Fact.useful_role,
    Fact.over_at,
    Fact.solved_at,
    Fact.solved_by,
    Fact.answer_role,
    Fact.verified,
    Fact.waited,
    Fact.covered,
)
ASKED = (("asked_at", Fact.asked_at), ("thread_id", Fact.thread_id))
BEGAN = (("began_at", WaitingSpan.began_at), ("thread_id", WaitingSpan.thread_id))
AVOIDED = (("created_at", QuestionAvoided.created_at), ("avoided_id", QuestionAvoided.id))


def behind(view: View, wanted: Wanted, reader: Reader) -> Select[Any]:
    """The questions that a figure counts."""
    period = view.period(wanted.when)
    narrowed = [asked_in(view.reckoning.id, period), of(Fact, view.category_id, view.tier)]
    if wanted.figure in MINE:
        narrowed.append(answered_first_by(reader, period))
        narrowed.append(Fact.solved_at.is_not(None) if wanted.figure == "mine_solved" else true())
    else:
        narrowed.append(FIGURES[wanted.figure](period))
    if wanted.duty:
        narrowed.append(Fact.duty == wanted.duty)
    if wanted.hours:
        narrowed.append(Fact.hour.in_(wanted.hours))
    return _read(select(*FACTS, *ABOUT_THREAD), Fact, reader).where(*narrowed)


def answered_first_by(reader: Reader, period: Period) -> Any:
    """Per person only to that person: whoever asks is who is meant."""
    return and_(Fact.useful_by_id == reader.user_id, Fact.useful_at < period.end)


def waiting(view: View, moment: datetime, band: str, reader: Reader) -> Select[Any]:
    """What waited at a moment, since when."""
    scope = (view.category_id, view.tier)
    there = waiting_at(view.reckoning.id, moment, band, *scope).with_only_columns(
        WaitingSpan.thread_id,
        WaitingSpan.began_at,
        WaitingSpan.ended_at,
        WaitingSpan.state,
        WaitingSpan.tier,
        *ABOUT_THREAD,
    )
    return _read(there, WaitingSpan, reader)


def avoided(view: View, reader: Reader) -> Select[Any]:
    """Each question that was not asked a second time, with the thread that answered it."""
    start, end = view.period()
    found: Any = (
        select(
            QuestionAvoided.id.label("avoided_id"),
            QuestionAvoided.created_at,
            QuestionAvoided.how,
            *ABOUT_THREAD,
        )
        .join(Thread, Thread.id == QuestionAvoided.thread_id)
        .join(Category, Category.id == Thread.category_id)
        .where(QuestionAvoided.created_at >= start, QuestionAvoided.created_at < end)
        .where(visible_to(reader))
    )
    return found.where(Thread.category_id == view.category_id) if view.category else found


def _read(statement: Any, table: Any, reader: Reader) -> Select[Any]:
    return (
        statement.join(Thread, Thread.id == table.thread_id)
        .join(Category, Category.id == Thread.category_id)
        .where(visible_to(reader))
    )


def count(statement: Select[Any]) -> int:
    return db.session.scalar(statement.with_only_columns(func.count())) or 0


def page(statement: Select[Any], keys: Any, cursor: str | None) -> Page:
    return keyset(statement, keys, cursor, PAGE)


def all_rows(statement: Select[Any], keys: Any) -> Iterator[Any]:
    """Every row, some at a time and with a breath between: an export may be long."""
    cursor = None
    while True:
        found = keyset(statement, keys, cursor, AT_ONCE)
        db.session.rollback()
        yield from found.rows
        cursor = found.after
        if cursor is None:
            return
        offload.breathe()

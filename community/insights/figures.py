"""Every figure that counts questions, by name: one condition behind number, list and export."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from community.insights.models import ANY, EVERY, QuestionFact, WaitingSpan
from community.insights.periods import BANDS, Period

Condition = Callable[[Period], ColumnElement[bool]]
Fact = QuestionFact


def _answered(period: Period) -> ColumnElement[bool]:
    return and_(Fact.useful_at.is_not(None), Fact.useful_at < period.end)


def _unanswered(period: Period) -> ColumnElement[bool]:
    """And nobody says that it is over."""
    still = or_(Fact.useful_at.is_(None), Fact.useful_at >= period.end)
    return and_(still, or_(Fact.over_at.is_(None), Fact.over_at >= period.end))


def _solved(period: Period, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(Fact.solved_at.is_not(None), Fact.solved_at < period.end, *more)


#: of the questions asked in the period, as they stood at its end
FIGURES: dict[str, Condition] = {
    "asked": lambda period: true(),
    # what came first: these five add up to all that were asked
    "by_staff": lambda period: and_(_answered(period), Fact.useful_role == "staff"),
    "by_customers": lambda period: and_(_answered(period), Fact.useful_role == "customer"),
    "waiting": lambda period: and_(_unanswered(period), Fact.state != "needs_info"),
    "details": lambda period: and_(_unanswered(period), Fact.state == "needs_info"),
    "over": lambda period: and_(
        or_(Fact.useful_at.is_(None), Fact.useful_at >= period.end), Fact.over_at < period.end
    ),
    # what became of them, and who says so
    "solved": _solved,
    "accepted": lambda period: _solved(
        period, Fact.solved_by == "asker", Fact.answer_role.is_not(None)
    ),
    "works": lambda period: _solved(period, Fact.solved_by == "asker", Fact.answer_role.is_(None)),
    "staff_say": lambda period: _solved(period, Fact.solved_by == "staff"),
    "needs_info": lambda period: Fact.state == "needs_info",
    "closed": lambda period: Fact.state == "closed",
    # whose answer solved it
    "staff_solved": lambda period: _solved(period, Fact.answer_role == "staff"),
    "customers_solved": lambda period: _solved(period, Fact.answer_role == "customer"),
    "verified": lambda period: Fact.verified.is_(True),
}
#: told of now alone: nobody kept how these stood at an earlier moment
OF_NOW = ("waiting", "details", "needs_info", "closed", "verified")
DUTIES = ("on", "night", "day_off")


def asked_in(reckoning_id: int, period: Period) -> ColumnElement[bool]:
    return and_(
        Fact.reckoning_id == reckoning_id,
        Fact.asked_at >= period.start,
        Fact.asked_at < period.end,
    )


def of(table: Any, category_id: int, tier: str) -> ColumnElement[bool]:
    """Condition over facts or spans: of this category and tier."""
    category = true() if category_id == EVERY else table.category_id == category_id
    return and_(category, true() if tier == ANY else table.tier == tier)


def questions(
    reckoning_id: int, period: Period, figure: str, category_id: int = EVERY, tier: str = ANY
) -> Select[Any]:
    """Numbers of the threads that a figure counts."""
    return select(Fact.thread_id).where(
        asked_in(reckoning_id, period), of(Fact, category_id, tier), FIGURES[figure](period)
    )


def waiting_at(
    reckoning_id: int, moment: datetime, band: str, category_id: int = EVERY, tier: str = ANY
) -> Select[Any]:
    """Numbers of the threads that waited at a moment, since as long as the band says; of band
    `needs_info` those that waited for their asker, of `all` those that waited for an answer."""
    span = WaitingSpan
    state = "needs_info" if band == "needs_info" else "open"
    there = and_(
        span.reckoning_id == reckoning_id,
        span.state == state,
        span.began_at <= moment,
        or_(span.ended_at.is_(None), span.ended_at > moment),
    )
    found = select(span.thread_id).where(there, of(span, category_id, tier))
    for name, least, below in BANDS:
        if name == band:
            found = found.where(span.began_at <= moment - least)
            if below is not None:
                found = found.where(span.began_at > moment - below)
    return found

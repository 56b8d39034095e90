"""Reads what happened to a range of questions: facts, and the stretches in which they waited."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, case, exists, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, User
from community.desk.coverage import Coverage
from community.desk.forecasting import Timeline
from community.desk.measuring import counted, hour_of, useful_reply
from community.extensions import db
from community.forum.models import Post, Thread
from community.forum.past import stories
from community.forum.queries import standing
from community.forum.replaying import Story
from community.insights.models import NO_TIER
from community.insights.periods import LONGEST

Useful = aliased(Post, name="useful")
Answer = aliased(Post, name="answer")
Values = dict[str, Any]
OPEN = ("unanswered", "needs_reply")
KINDS = {"unanswered": "open", "needs_reply": "open", "needs_info": "needs_info"}


class Duty:
    """Somebody's hours over the time that facts are of, made once for all of them."""

    def __init__(self, hours: Coverage, start: datetime, end: datetime) -> None:
        self.hours = hours
        self.line = Timeline(hours, start, end)
        self.worked = {begin.astimezone(hours.zone).date() for begin in self.line.starts}

    def at(self, moment: datetime) -> str:
        index = bisect_right(self.line.starts, moment) - 1
        if index >= 0 and moment < self.line.ends[index]:
            return "on"
        return "night" if moment.astimezone(self.hours.zone).date() in self.worked else "day_off"

    def covered(self, start: datetime, end: datetime) -> float:
        return max(0.0, self.line.minutes(end) - self.line.minutes(start))


class Calendar:
    """Our hours, and those of categories that have their own: each question lies in the hours
    and by the clock of its category."""

    def __init__(
        self, hours: Coverage, moment: datetime, own: Mapping[int, Coverage] | None = None
    ) -> None:
        self.moment, self.edge, self.zone = moment, moment - 2 * LONGEST, hours.zone
        span = (self.edge - timedelta(days=1), moment + timedelta(days=1))
        self.everywhere = Duty(hours, *span)
        self.own = {number: Duty(theirs, *span) for number, theirs in (own or {}).items()}

    def of(self, category_id: int) -> Duty:
        return self.own.get(category_id, self.everywhere)


class Span(NamedTuple):
    """A question waited; `ended_at` None: it does so still."""

    thread_id: int
    began_at: datetime
    ended_at: datetime | None
    state: str
    category_id: int
    tier: str


def read(first: int, last: int, calendar: Calendar) -> tuple[list[Values], list[Span]]:
    """Of the threads with these numbers: facts of those asked within a year, and what of the
    waiting of all of them falls into the time that is shown day by day."""
    rows = _rows(first, last, calendar)
    facts = [_fact(row, calendar) for row in rows if row.asked_at >= calendar.edge]
    told = stories(Thread.id.between(first, last)) if rows else {}
    shown_from = calendar.moment - LONGEST
    spans = [
        span
        for row in rows
        if row.id in told
        for span in _spans(row, told[row.id])
        if span.ended_at is None or span.ended_at >= shown_from
    ]
    return facts, spans


def _rows(first: int, last: int, calendar: Calendar) -> Sequence[Row[Any]]:
    first_useful = (
        select(Post.id)
        .where(Post.thread_id == Thread.id, useful_reply())
        .order_by(Post.created_at, Post.id)
        .limit(1)
        .correlate(Thread)
        .scalar_subquery()
    )
    verified = exists().where(
        Post.thread_id == Thread.id, Post.verified_at.is_not(None), standing()
    )
    role = case((Useful.badge_role.is_not(None), "staff"), else_="customer")
    statement: Any = (
        select(
            Thread.id,
            Thread.category_id,
            Organisation.tier,
            Thread.created_at.label("asked_at"),
            Thread.support_state,
            Thread.solved_at,
            Thread.solved_by,
            Thread.closed_at,
            Useful.created_at.label("useful_at"),
            Useful.author_id.label("useful_by_id"),
            role.label("useful_role"),
            _whose(Answer).label("answer_role"),
            verified.label("verified"),
        )
        .join(User, User.id == Thread.author_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(Useful, Useful.id == first_useful)
        .outerjoin(Answer, Answer.id == Thread.answer_post_id)
        .where(Thread.id.between(first, last), counted(), _matters(calendar))
        .order_by(Thread.id)
    )
    return db.session.execute(statement).all()


def _matters(calendar: Calendar) -> Any:
    """Asked within two of the longest spans, or waiting at some time within one."""
    return or_(
        Thread.created_at >= calendar.edge,
        Thread.state_since >= calendar.moment - LONGEST,
        Thread.support_state.in_((*OPEN, "needs_info")),
    )


def _whose(answer: Any) -> Any:
    return case(
        (answer.id.is_(None), None),
        (answer.author_id == Thread.author_id, "asker"),
        (answer.badge_role.is_not(None), "staff"),
        else_="customer",
    )


def _fact(row: Row[Any], calendar: Calendar) -> Values:
    duty = calendar.of(row.category_id)
    over = min(filter(None, (row.solved_at, row.closed_at)), default=None)
    end = row.useful_at or over or calendar.moment
    return {
        "thread_id": row.id,
        "category_id": row.category_id,
        "tier": row.tier or NO_TIER,
        "asked_at": row.asked_at,
        "hour": hour_of(row.asked_at, duty.hours),
        "duty": duty.at(row.asked_at),
        "state": row.support_state or "unanswered",
        "useful_at": row.useful_at,
        "useful_role": row.useful_role if row.useful_at else None,
        "useful_by_id": row.useful_by_id,
        "over_at": over,
        "solved_at": row.solved_at,
        "solved_by": row.solved_by,
        "answer_role": row.answer_role,
        "verified": bool(row.verified),
        "waited": max(0.0, (end - row.asked_at).total_seconds() / 60),
        "covered": duty.covered(row.asked_at, end),
    }


def _spans(row: Row[Any], story: Story) -> Iterator[Span]:
    """Neighbouring states of one kind are one stretch: its age runs on."""
    began, kind = None, None
    for at, state in [*story.past, (None, None)]:
        now_kind = KINDS.get(state or "")
        if now_kind == kind and at is not None:
            continue
        if kind is not None and began is not None and (at is None or at > began):
            yield Span(row.id, began, at, kind, row.category_id, row.tier or NO_TIER)
        began, kind = at, now_kind

"""Answers that customers gave while none of us was there: somebody should look at them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, false, func, or_, select

from community.desk.coverage import Coverage
from community.desk.models import DeskClock
from community.desk.timing import PAUSE_DAYS
from community.forum.models import Post, Thread
from community.forum.queries import standing


def to_check(moment: Any, nights: Iterable[tuple[Any, Any]]) -> ColumnElement[bool]:
    """Condition over Thread and DeskClock: our clock rests since a customer answered in one of
    these nights."""
    given = [and_(Thread.replied_at >= start, Thread.replied_at < end) for start, end in nights]
    if not given:
        return false()
    return and_(
        Thread.support_state == "replied",
        Thread.replied_by.in_(PAUSE_DAYS),
        DeskClock.resumes_at > moment,
        or_(*given),
    )


def latest_answer() -> ScalarSelect[int | None]:
    """The customer's answer that is to be checked, over Thread."""
    return (
        select(func.max(Post.id))
        .where(
            Post.thread_id == Thread.id,
            Post.intent == "answer",
            Post.badge_role.is_(None),
            Post.author_id != Thread.author_id,
            Post.audience == "public",
            Post.refuted_at.is_(None),
            standing(),
        )
        .correlate(Thread)
        .scalar_subquery()
    )


def nights(moment: datetime, hours: Coverage) -> Iterator[tuple[datetime, datetime]]:
    """The hours without us within the last covered day; none until we are there again."""
    if not hours.is_on(moment):
        return
    at = hours.subtract(moment, hours.day)
    while at < moment:
        off = hours.off_at(at) or at
        back = min(hours.next_on(off), moment)
        if off < back:
            yield off, back
        at = max(off, back)

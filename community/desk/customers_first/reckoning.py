"""Every night: how often, and how soon, customers answered each other in each category."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from community.desk.measuring import counted
from community.desk.waits import LEAST, within
from community.extensions import db
from community.forum.models import Post, Thread
from community.forum.queries import standing

EARNED = 0.5  # the share of questions that customers' accepted answers solved
THEIRS = 0.75  # of those who were answered by customers, as many had it within what is said


@dataclass(frozen=True)
class Figures:
    """Of one category: questions, solved by customers' accepted answers, minutes or None."""

    asked: int
    by_customers: int
    usual: float | None

    @property
    def earned(self) -> bool:
        return has_earned(self.asked, self.by_customers)


def has_earned(asked: int, by_customers: int) -> bool:
    return asked >= LEAST and by_customers >= EARNED * asked


def questions_since(edge: datetime) -> Sequence[Row[Any]]:
    """Questions of customers, with when the first other customer answered and whether one gave
    the accepted answer. What was called wrong is no answer; nobody answers themselves here."""
    accepted = aliased(Post)
    theirs = (
        select(Post.thread_id, func.min(Post.created_at).label("at"))
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            Thread.created_at >= edge,
            Post.intent == "answer",
            Post.badge_role.is_(None),
            Post.author_id != Thread.author_id,
            Post.audience == "public",
            Post.automatic.is_(False),
            Post.refuted_at.is_(None),
            standing(),
        )
        .group_by(Post.thread_id)
        .subquery()
    )
    gave = (
        accepted.badge_role.is_(None)
        & (accepted.author_id != Thread.author_id)
        & accepted.automatic.is_(False)
    )
    return db.session.execute(
        select(
            Thread.category_id,
            Thread.created_at.label("asked_at"),
            theirs.c.at.label("theirs_at"),
            Thread.first_staff_reply_at,
            Thread.solved_at,
            Thread.closed_at,
            (accepted.id.is_not(None) & gave).label("by_customer"),
        )
        .outerjoin(theirs, theirs.c.thread_id == Thread.id)
        .outerjoin(accepted, accepted.id == Thread.answer_post_id)
        .where(counted(), Thread.created_at >= edge)
    ).all()


def figures(questions: Iterable[Any], moment: datetime) -> dict[int, Figures]:
    """By category. No database: it is called in a native thread. Who still waits counts as
    waiting (waits.within), and so does whom one of us answered first, until then."""
    places: dict[int, list[Any]] = defaultdict(list)
    for one in questions:
        places[one.category_id].append(one)
    return {
        place: Figures(
            len(asked),
            sum(bool(one.by_customer) for one in asked),
            within([_wait(one, moment) for one in asked], THEIRS),
        )
        for place, asked in places.items()
    }


def _wait(one: Any, moment: datetime) -> tuple[float, bool]:
    ends = (one.first_staff_reply_at, one.solved_at, one.closed_at, moment)
    over = min(end for end in ends if end is not None)
    answered = one.theirs_at is not None and one.theirs_at <= over
    end = one.theirs_at if answered else over
    return max(0.0, (end - one.asked_at).total_seconds() / 60), answered

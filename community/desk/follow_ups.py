"""How long askers waited for us after their first reply: told again from posts, for commitments.

A follow-up begins with the first word of the asker that still asks for help after somebody
replied, and ends with the next reply of anybody; a first word of ours is one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import and_, case, literal, or_, select, union_all

from community.accounts.models import Organisation, User
from community.desk.measuring import counted
from community.extensions import db
from community.forum.acts import AskersWord
from community.forum.models import Post, Thread
from community.forum.queries import standing

ASKS, REPLIES = "asks", "replies"


class FollowUp(NamedTuple):
    """As `promising.records` reads a question: asked again when, replied when, over when."""

    category_id: int
    tier: str | None
    asked_at: datetime
    first_reply_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None


class Said(NamedTuple):
    """One post or word of a thread, as far as it matters here."""

    thread_id: int
    at: datetime
    does: str
    category_id: int
    tier: str | None
    solved_at: datetime | None
    closed_at: datetime | None


def said_since(edge: datetime) -> Sequence[Any]:
    """What askers and those who reply said in questions that somebody wrote in since then."""
    theirs = Post.author_id == Thread.author_id
    asks = and_(theirs, Post.intent == "still_need_help")
    replies = and_(~theirs, or_(Post.intent == "answer", Post.badge_role.is_not(None)))
    posts = select(
        Post.thread_id,
        Post.created_at.label("at"),
        case((asks, ASKS), else_=REPLIES).label("does"),
    ).where(
        Post.thread_id == Thread.id,
        Post.number > 1,
        Post.audience != "staff",
        Post.automatic.is_(False),
        Post.refuted_at.is_(None),
        Post.intent.is_distinct_from("remark"),
        standing(),
        or_(asks, replies),
    )
    words = select(AskersWord.thread_id, AskersWord.created_at, literal(ASKS)).where(
        AskersWord.thread_id == Thread.id, AskersWord.word == "still_broken"
    )
    recent = and_(counted(), Thread.staff_active_at >= edge)
    both = union_all(posts.where(recent), words.where(recent)).subquery()
    return db.session.execute(
        select(
            both.c.thread_id,
            both.c.at,
            both.c.does,
            Thread.category_id,
            Organisation.tier,
            Thread.solved_at,
            Thread.closed_at,
        )
        .join(Thread, Thread.id == both.c.thread_id)
        .join(User, User.id == Thread.author_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .order_by(both.c.thread_id, both.c.at)
    ).all()


def follow_ups(said: Iterable[Any], edge: datetime) -> list[FollowUp]:
    """Those that began since then, the earliest first. No database."""
    found: list[FollowUp] = []
    for _thread_id, words in groupby(said, key=lambda one: one.thread_id):
        found += (one for one in _of_thread(list(words)) if one.asked_at >= edge)
    return sorted(found, key=lambda one: one.asked_at)


def _of_thread(said: Sequence[Any]) -> Iterator[FollowUp]:
    replied, since = False, None
    for one in said:
        if one.does == REPLIES:
            if since is not None:
                yield FollowUp(one.category_id, one.tier, since, one.at, None, None)
            replied, since = True, None
        elif replied and since is None:
            since = one.at
    if since is not None:
        last = said[-1]
        yield FollowUp(last.category_id, last.tier, since, None, last.solved_at, last.closed_at)

"""Questions avoided: somebody about to ask found it solved, or says "I have this too" instead."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum import following, voting
from community.forum.adding import add_once
from community.forum.models import Post, Thread
from community.search import marks
from community.search.log_models import QuestionAvoided
from community.search.marks import Searcher

SPAN = timedelta(days=28)


@dataclass(frozen=True)
class Avoided:
    """How many questions were not asked a second time in 28 days, and since the beginning."""

    solved: int
    me_too: int
    ever: int

    @property
    def lately(self) -> int:
        return self.solved + self.me_too


def avoid(thread: Thread, searcher: Searcher, how: str) -> bool:
    """Count it, once for each person and thread; whether it is new. Inside writing()."""
    mark = marks.mark_for_thread(searcher, thread.id)
    return add_once(QuestionAvoided, thread_id=thread.id, mark=mark, how=how)


def have_this_too(thread: Thread, user: User) -> None:
    """Their voice for the question, and they hear what comes of it. Inside writing()."""
    opening = db.session.scalar(select(Post).where(Post.thread_id == thread.id, Post.number == 1))
    if opening is not None and user.id != thread.author_id:
        voting.vote(opening, user)
    following.follow(thread, user)


def counts() -> Avoided:
    lately = QuestionAvoided.created_at > now() - SPAN
    row = db.session.execute(
        select(
            func.count().filter(lately, QuestionAvoided.how == "solved").label("solved"),
            func.count().filter(lately, QuestionAvoided.how == "me_too").label("me_too"),
            func.count().label("ever"),
        ).select_from(QuestionAvoided)
    ).one()
    return Avoided(row.solved, row.me_too, row.ever)

"""What many questions went through: their stories, told for a range of threads at once.

`supporting` tells the story of one thread after each act; here the same deeds are read for all
threads of a range in one statement a kind. A property test holds the two together.
"""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, case, or_, select

from community.extensions import db
from community.forum.acts import Acceptance, AskersWord, Closure, Refutation, Verification
from community.forum.models import Post, Thread
from community.forum.queries import standing
from community.forum.replaying import Deed, Story, what_a_post_does
from community.forum.supporting import ACT, POST, WITHDRAWAL, WORD

Told = Iterator[tuple[int, Deed]]
WHO = case(
    (Post.author_id == Thread.author_id, "asker"),
    (Post.badge_role.is_not(None), "staff"),
    (Post.by_trusted, "trusted"),
    else_="customer",
)


def stories(which: ColumnElement[bool]) -> dict[int, Story]:
    """By thread, of the questions that the condition over Thread allows; a statement a kind."""
    questions = and_(which, Thread.kind == "question")
    deeds: dict[int, list[Deed]] = defaultdict(list)
    for told in KINDS:
        for thread_id, deed in told(questions):
            deeds[thread_id].append(deed)
    return {thread_id: Story().tell(its) for thread_id, its in deeds.items()}


def _posts(which: ColumnElement[bool]) -> Told:
    rows = db.session.execute(
        select(
            Post.thread_id,
            Post.id,
            Post.number,
            Post.intent,
            Post.created_at,
            Post.next_word_by,
            Post.automatic,
            Post.refuted_at,
            WHO.label("who"),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            which,
            standing(),
            or_(Thread.audience == "staff", Post.audience != "staff"),
            or_(Post.intent.is_(None), Post.intent != "remark"),
            or_(Thread.imported, Post.automatic.is_(False)),
        )
    )
    for row in rows:
        what = what_a_post_does(row.intent, row.who, row.number == 1)
        if what:
            refuted = row.refuted_at is not None
            rest = (what, row.who, row.id, row.next_word_by, not row.automatic, refuted)
            yield row.thread_id, Deed(row.created_at, POST, row.number, *rest)


def _acceptances(which: ColumnElement[bool]) -> Told:
    rows = db.session.execute(
        select(
            Acceptance.thread_id,
            Acceptance.id,
            Acceptance.role,
            Acceptance.post_id,
            Acceptance.created_at,
            Acceptance.withdrawn_at,
        )
        .join(Post, Post.id == Acceptance.post_id)
        .join(Thread, Thread.id == Acceptance.thread_id)
        .where(which, standing())
    )
    for row in rows:
        who = "staff" if row.role == "staff" else "asker"
        yield row.thread_id, Deed(row.created_at, ACT, row.id, "accept", who, row.post_id)
        if row.withdrawn_at:
            rank = WITHDRAWAL if row.withdrawn_at > row.created_at else ACT
            deed = Deed(row.withdrawn_at, rank, row.id, "withdraw", post_id=row.post_id)
            yield row.thread_id, deed


def _verifications(which: ColumnElement[bool]) -> Told:
    rows = db.session.execute(
        select(
            Post.thread_id,
            Verification.id,
            Verification.created_at,
            Post.id.label("post_id"),
            Post.by_trusted,
        )
        .join(Post, Post.id == Verification.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(which, Verification.withdrawn_at.is_(None), standing())
    )
    for row in rows:
        who = "trusted" if row.by_trusted else "customer"
        yield row.thread_id, Deed(row.created_at, ACT, row.id, "verify", who, row.post_id)


def _refutations(which: ColumnElement[bool]) -> Told:
    rows = db.session.execute(
        select(Refutation.thread_id, Refutation.id, Refutation.created_at, Refutation.post_id)
        .join(Post, Post.id == Refutation.post_id)
        .join(Thread, Thread.id == Refutation.thread_id)
        .where(which, Refutation.withdrawn_at.is_(None), standing())
    )
    for row in rows:
        deed = Deed(row.created_at, ACT, row.id, "refute", "staff", row.post_id)
        yield row.thread_id, deed


def _words(which: ColumnElement[bool]) -> Told:
    rows = db.session.execute(
        select(AskersWord.thread_id, AskersWord.id, AskersWord.word, AskersWord.created_at)
        .join(Thread, Thread.id == AskersWord.thread_id)
        .where(which)
    )
    for row in rows:
        yield row.thread_id, Deed(row.created_at, WORD, row.id, row.word)


def _closures(which: ColumnElement[bool]) -> Told:
    rows = db.session.execute(
        select(Closure.thread_id, Closure.id, Closure.by_id, Closure.created_at)
        .add_columns(Closure.reopened_at, Thread.imported)
        .join(Thread, Thread.id == Closure.thread_id)
        .where(which)
    )
    for row in rows:
        who = "staff" if row.by_id or row.imported else "clock"
        yield row.thread_id, Deed(row.created_at, ACT, row.id, "close", who)
        if row.reopened_at:
            rank = POST if row.reopened_at > row.created_at else ACT
            place = 1_000_000_000 + row.id
            yield row.thread_id, Deed(row.reopened_at, rank, place, "reopen")


KINDS = (_posts, _acceptances, _verifications, _refutations, _words, _closures)

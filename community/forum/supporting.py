"""The only deriver: support state, times and counts from the visible posts and standing acts."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, case, func, or_, select, true

from community import caching, outbox
from community.extensions import db
from community.forum.acts import Acceptance, AskersWord, Closure, Refutation, Verification, Vote
from community.forum.events import SupportStateChanged
from community.forum.models import Post, Thread
from community.forum.queries import standing
from community.forum.reminding import set_timers
from community.forum.replaying import Deed, Rest, Story, what_a_post_does

DERIVED = (
    "support_state",
    "state_since",
    "waiting_since",
    "waiting_for",
    "replied_by",
    "replied_at",
    "rests",
    "first_reply_at",
    "first_staff_reply_at",
    "next_word_by",
    "info_asked_at",
    "added_detail_at",
    "needs_company_at",
    "solved_at",
    "solved_by",
    "reopened_at",
    "answer_post_id",
    "closed_at",
    "closed_by",
)
POST, WORD, WITHDRAWAL, ACT = range(4)  # the order of deeds within one moment


def recompute(thread: Thread) -> None:
    """Derive everything anew; called once at the end of every act. Inside writing()."""
    db.session.flush()
    recount(thread)
    before = {name: getattr(thread, name) for name in DERIVED}
    story = story_of(thread)
    _keep(thread, story)
    after = {name: getattr(thread, name) for name in DERIVED}
    if thread.is_question and after != before:
        outbox.record(SupportStateChanged(thread.id))
        set_timers(thread, before, story)
    caching.touch(*tags_of(thread))


def story_of(thread: Thread) -> Story:
    """The question as it stands, with the posts that its present state rests on."""
    return Story().tell(_deeds(thread))


def tags_of(thread: Thread) -> tuple[str, ...]:
    """What pages that show this thread depend on."""
    return (f"thread:{thread.id}", "threads")


def recount(thread: Thread) -> None:
    """Numbers and last times, for all of the thread's readers and for staff; me-too votes."""
    shared = and_(standing(), _read_by_all(thread))
    row = db.session.execute(
        select(
            func.count().filter(shared),
            func.max(Post.created_at).filter(shared),
            func.count().filter(standing()),
            func.max(Post.created_at).filter(standing()),
            func.max(Post.number),
            func.min(Post.id).filter(Post.number == 1),
        ).where(Post.thread_id == thread.id)
    ).one()
    thread.public_posts, thread.staff_posts = row[0], row[2]
    thread.public_active_at = row[1] or thread.created_at
    thread.staff_active_at = row[3] or thread.created_at
    thread.last_number = max(thread.last_number, row[4] or 0)
    votes = select(func.count()).select_from(Vote).where(Vote.post_id == row[5])
    thread.me_too = db.session.scalar(votes) or 0


def _read_by_all(thread: Thread) -> Any:
    """Condition over Post: whoever may open the thread may read it."""
    return Post.audience.in_(("public", thread.audience))


def _deeds(thread: Thread) -> Iterator[Deed]:
    """Every visible post and standing act of a question; closures also of other kinds."""
    yield from _closures(thread)
    if thread.is_question:
        yield from _posts(thread)
        yield from _acceptances(thread)
        yield from _verifications(thread)
        yield from _refutations(thread)
        yield from _words(thread)


def _posts(thread: Thread) -> Iterator[Deed]:
    told = or_(Post.intent.is_(None), Post.intent != "remark")
    counted = true() if thread.imported else Post.automatic.is_(False)
    rows = db.session.execute(
        select(
            Post.id,
            Post.number,
            Post.author_id,
            Post.intent,
            Post.created_at,
            Post.next_word_by,
            Post.automatic,
            Post.refuted_at,
            _role(thread).label("who"),
        ).where(Post.thread_id == thread.id, standing(), _says_something(thread), told, counted)
    )
    for row in rows:
        what = what_a_post_does(row.intent, row.who, row.number == 1)
        if what:
            yield Deed(
                row.created_at,
                POST,
                row.number,
                what,
                row.who,
                row.id,
                row.next_word_by,
                not row.automatic,
                row.refuted_at is not None,
            )


def _says_something(thread: Thread) -> Any:
    """Internal notes are no word to the asker, unless the whole thread is internal."""
    return true() if thread.audience == "staff" else Post.audience != "staff"


def _role(thread: Thread) -> Any:
    return case(
        (Post.author_id == thread.author_id, "asker"),
        (Post.badge_role.is_not(None), "staff"),
        (Post.by_trusted, "trusted"),
        else_="customer",
    )


def _acceptances(thread: Thread) -> Iterator[Deed]:
    rows = db.session.scalars(
        select(Acceptance)
        .join(Post, Post.id == Acceptance.post_id)
        .where(Acceptance.thread_id == thread.id, standing())
    )
    for row in rows:
        who = "staff" if row.role == "staff" else "asker"
        yield Deed(row.created_at, ACT, row.id, "accept", who, row.post_id)
        if row.withdrawn_at:
            rank = WITHDRAWAL if row.withdrawn_at > row.created_at else ACT
            yield Deed(row.withdrawn_at, rank, row.id, "withdraw", post_id=row.post_id)


def _verifications(thread: Thread) -> Iterator[Deed]:
    rows = db.session.execute(
        select(Verification.id, Verification.created_at, Post.id.label("post_id"), Post.by_trusted)
        .join(Post, Post.id == Verification.post_id)
        .where(Post.thread_id == thread.id, Verification.withdrawn_at.is_(None), standing())
    )
    for row in rows:
        who = "trusted" if row.by_trusted else "customer"
        yield Deed(row.created_at, ACT, row.id, "verify", who, row.post_id)


def _refutations(thread: Thread) -> Iterator[Deed]:
    rows = db.session.execute(
        select(Refutation.id, Refutation.created_at, Refutation.post_id)
        .join(Post, Post.id == Refutation.post_id)
        .where(Refutation.thread_id == thread.id, Refutation.withdrawn_at.is_(None), standing())
    )
    for row in rows:
        yield Deed(row.created_at, ACT, row.id, "refute", "staff", row.post_id)


def _words(thread: Thread) -> Iterator[Deed]:
    for row in db.session.scalars(select(AskersWord).where(AskersWord.thread_id == thread.id)):
        yield Deed(row.created_at, WORD, row.id, row.word)


def _closures(thread: Thread) -> Iterator[Deed]:
    for row in db.session.scalars(select(Closure).where(Closure.thread_id == thread.id)):
        who = "staff" if row.by_id or thread.imported else "clock"
        yield Deed(row.created_at, ACT, row.id, "close", who)
        if row.reopened_at:
            rank = POST if row.reopened_at > row.created_at else ACT
            yield Deed(row.reopened_at, rank, 1_000_000_000 + row.id, "reopen")


def _keep(thread: Thread, story: Story) -> None:
    thread.closed_at = story.closed.at if story.closed else None
    thread.closed_by = story.closed.by if story.closed else None
    solved = story.solved
    thread.solved_at = solved.at if solved else None
    thread.solved_by = solved.by if solved else None
    thread.answer_post_id = _standing_answer(thread)
    for name in (
        "replied_by",
        "replied_at",
        "first_reply_at",
        "first_staff_reply_at",
        "info_asked_at",
        "added_detail_at",
        "reopened_at",
    ):
        setattr(thread, name, getattr(story, name))
    thread.support_state = story.shown_state if thread.is_question else None
    thread.state_since = story.state_since if thread.is_question else None
    if story.shown_state != "needs_info":
        thread.info_asked_at = None
    _keep_clock(thread, story)


def _keep_clock(thread: Thread, story: Story) -> None:
    """Nobody waits for us in what is unseen, over, not a question, or our own."""
    unseen = thread.hidden_at or thread.held_at
    over = story.solved or story.closed
    waits = thread.is_question and not (unseen or over or thread.by_team)
    thread.waiting_since = story.waiting_since if waits else None
    thread.waiting_for = story.waiting_for if thread.waiting_since else None
    thread.next_word_by = story.next_word_by if waits else None
    thread.rests = _written(story.rests) if thread.waiting_since else None
    thread.needs_company_at = story.needs_company_at if waits else None


def _written(rests: list[Rest]) -> list[list[str]] | None:
    return [[rest.start.isoformat(), rest.end.isoformat(), rest.who] for rest in rests] or None


def _standing_answer(thread: Thread) -> int | None:
    if not thread.is_question:
        return None
    found = (
        select(Acceptance.post_id)
        .join(Post, Post.id == Acceptance.post_id)
        .where(Acceptance.thread_id == thread.id, Acceptance.withdrawn_at.is_(None), standing())
    )
    return db.session.scalar(found)

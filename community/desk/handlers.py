"""The desk's reactions: clocks follow threads, deadlines speak up, answered items are free."""

from sqlalchemy import select

from community import outbox
from community.accounts.events import PersonSuspended, RolesChanged
from community.accounts.models import User
from community.clock import now
from community.desk import assigning, claiming, held, needs, snoozing, speaking, timing
from community.desk.customers_first import leaving
from community.desk.events import (
    ClaimRunsOut,
    DueReached,
    DueSoonReached,
    QuestionDueSoon,
    QuestionLate,
    QueueChanged,
    SnoozeOver,
)
from community.desk.models import HELD, DeskClock
from community.desk.queue import in_queue
from community.desk.together_models import Snooze
from community.extensions import db
from community.forum.events import (
    PostAdded,
    PostApproved,
    PostChanged,
    PostHeld,
    SupportStateChanged,
    ThreadChanged,
    ThreadOpened,
)
from community.forum.models import Post, Thread
from community.search.events import SearchEnded, SearchLogAged


@outbox.on(ThreadOpened, ThreadChanged, SupportStateChanged)
def set_the_clock(event: ThreadOpened | ThreadChanged | SupportStateChanged) -> None:
    timing.set_clock(event.thread_id)
    speaking.note_speaker(event.thread_id)
    needs.note_needs(event.thread_id)
    leaving.note(event.thread_id)


@outbox.on(SearchEnded)
def weigh_the_demand(event: SearchEnded) -> None:
    if timing.weigh(event.thread_id):
        outbox.record(QueueChanged(event.thread_id))


@outbox.on(SearchLogAged)
def weigh_again(event: SearchLogAged) -> None:
    """Seven days pass without a word: what was wanted may not be any more."""
    wanted = select(DeskClock.thread_id).where(DeskClock.searched_by > 0)
    for thread_id in list(db.session.scalars(wanted)):
        if timing.weigh(thread_id):
            outbox.record(QueueChanged(thread_id))


@outbox.on(PostAdded)
def free_the_answered(event: PostAdded) -> None:
    post = db.session.get(Post, event.post_id)
    if post:
        snoozing.wake_for(post)
        needed = needs.note_needs(event.thread_id)
        if leaving.note(event.thread_id) or needed:
            outbox.record(QueueChanged(event.thread_id))
    if post and post.by_team and post.audience != "staff":
        claiming.release_when_done(event.thread_id)
        if post.intent != "first_word":  # then it is still meant for them
            assigning.end(event.thread_id)


@outbox.on(PostHeld, PostApproved, PostChanged)
def show_what_is_held(event: PostHeld | PostApproved | PostChanged) -> None:
    post, thread = db.session.get(Post, event.post_id), db.session.get(Thread, event.thread_id)
    if post and thread and (post.held_at or thread.held_at or isinstance(event, PostApproved)):
        if not held.waits(event.thread_id):
            claiming.release_when_done(event.thread_id, HELD)
        outbox.record(QueueChanged(event.thread_id))


@outbox.on(SnoozeOver)
def bring_back(event: SnoozeOver) -> None:
    row = db.session.get(Snooze, event.snooze_id)
    if row and row.ended_at is None:
        snoozing.wake(row.thread_id)


@outbox.on(RolesChanged, PersonSuspended)
def free_what_they_held(event: RolesChanged | PersonSuspended) -> None:
    """Whoever does not work the queue any more holds nothing in it."""
    person = db.session.get(User, event.user_id)
    if person and not (person.is_staff and person.is_active):
        assigning.hand_back_all(person)


@outbox.on(ClaimRunsOut)
def end_a_lapsed_claim(event: ClaimRunsOut) -> None:
    claiming.run_out(event.claim_id)


@outbox.on(DueSoonReached)
def warn_of_a_deadline(event: DueSoonReached) -> None:
    clock = _still_due(event)
    if clock and not clock.soon_told_at:
        clock.soon_told_at = now()
        outbox.record(QuestionDueSoon(event.thread_id))
        outbox.record(QueueChanged(event.thread_id))  # it stands in a higher band now


@outbox.on(DueReached)
def tell_of_lateness(event: DueReached) -> None:
    clock = _still_due(event)
    if clock and not clock.late_told_at:
        clock.late_told_at = now()
        outbox.record(QuestionLate(event.thread_id))
        outbox.record(QueueChanged(event.thread_id))


def _still_due(event: DueSoonReached | DueReached) -> DeskClock | None:
    """The clock, if its deadline is still the one the timer was set for."""
    clock = db.session.scalar(
        select(DeskClock)
        .join(Thread, Thread.id == DeskClock.thread_id)
        .where(DeskClock.thread_id == event.thread_id, in_queue(now()))
    )
    return clock if clock and clock.due_at.timestamp() == event.due else None

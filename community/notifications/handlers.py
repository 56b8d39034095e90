"""What happens below becomes notices. Each handler reads the present state and may be repeated."""

from sqlalchemy import select

from community import outbox
from community.accounts.events import EmailChanged, PersonJoined
from community.accounts.models import User
from community.desk.events import DangerReported, ItemAssigned, QuestionDueSoon, QuestionLate
from community.desk.suspecting.events import OutageSuspected
from community.extensions import db
from community.forum.events import (
    AnswerAccepted,
    AnswerRefuted,
    AskerAsked,
    DetailsAwaited,
    PostAdded,
    PostHeld,
    PostMentions,
    QuestionExpired,
    ThreadOpened,
)
from community.forum.models import Post, Thread
from community.notifications import recipients, stopping
from community.notifications.events import FollowersDue
from community.notifications.noticing import notify
from community.notifications.recipients import Recipients
from community.status.events import NextWordMissed
from community.status.models import IncidentUpdate


@outbox.on(PostAdded)
def tell_of_reply(event: PostAdded) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    _tell(recipients.of_post(thread, post), f"post:{post.id}", thread, post, number=post.number)
    outbox.record(FollowersDue(thread.id, post.id, 0))


@outbox.on(FollowersDue)
def tell_the_next_followers(event: FollowersDue) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    found, last = recipients.of_followers(thread, post, event.after_user_id)
    _tell(found, f"post:{post.id}", thread, post, number=post.number)
    if last:
        outbox.record(FollowersDue(thread.id, post.id, last))


@outbox.on(PostMentions)
def tell_who_is_named(event: PostMentions) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    _tell(recipients.of_mentions(thread, post), f"post:{post.id}", thread, post, number=post.number)


@outbox.on(ThreadOpened)
def tell_of_thread(event: ThreadOpened) -> None:
    thread = db.session.get_one(Thread, event.thread_id)
    post = _opening(thread.id)
    named = recipients.of_mentions(thread, post)
    staff = recipients.of_question(thread, post)
    _tell({**staff, **named}, f"post:{post.id}", thread, post, number=1)


@outbox.on(AnswerAccepted)
def tell_of_answer(event: AnswerAccepted) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    found = recipients.of_acceptance(thread, post, event.by_id)
    _tell(found, f"accepted:{post.id}:{thread.solved_by}", thread, post)


@outbox.on(AnswerRefuted)
def tell_that_it_does_not_hold(event: AnswerRefuted) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    _tell(recipients.of_refutation(thread, post, event.by_id), f"refuted:{post.id}", thread, post)


@outbox.on(AskerAsked)
def ask_whether_it_helped(event: AskerAsked) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    if thread.support_state == "replied":
        found = recipients.of_asker(thread, post, "did_it_help")
        _tell(found, f"helped:{post.id}", thread, post)


@outbox.on(DetailsAwaited)
def remind_of_details(event: DetailsAwaited) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    if thread.support_state == "needs_info":
        found = recipients.of_asker(thread, post, "details_awaited")
        _tell(found, f"details:{post.id}:{event.round}", thread, post)


@outbox.on(QuestionExpired)
def tell_that_it_was_closed(event: QuestionExpired) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    if thread.support_state == "closed":
        found = recipients.of_asker(thread, post, "expired")
        _tell(found, f"expired:{post.id}", thread, post)


@outbox.on(PostHeld)
def tell_what_waits_for_approval(event: PostHeld) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    _tell(recipients.of_held(thread, post), f"held:{post.id}", thread, post)


@outbox.on(QuestionLate)
def tell_that_we_are_late(event: QuestionLate) -> None:
    _tell_of_deadline(event.thread_id, "late")


@outbox.on(QuestionDueSoon)
def tell_that_it_is_due_soon(event: QuestionDueSoon) -> None:
    _tell_of_deadline(event.thread_id, "due_soon")


@outbox.on(ItemAssigned)
def tell_whom_it_was_given_to(event: ItemAssigned) -> None:
    thread = db.session.get_one(Thread, event.thread_id)
    found = recipients.of_assignment(thread, event.assignment_id, event.by_id)
    notify(found, f"assigned:{event.assignment_id}", thread_id=thread.id)


@outbox.on(DangerReported)
def tell_who_is_on_call(event: DangerReported) -> None:
    thread, post = _load(event.thread_id, event.post_id)
    _tell(recipients.of_danger(thread, post), f"danger:{post.id}", thread, post)


@outbox.on(NextWordMissed)
def tell_that_a_word_is_missing(event: NextWordMissed) -> None:
    update = db.session.get_one(IncidentUpdate, event.update_id)
    found = recipients.of_missed_word(update)
    notify(found, f"word_missed:{update.id}", incident_update_id=update.id)


@outbox.on(OutageSuspected)
def tell_of_a_suspected_outage(event: OutageSuspected) -> None:
    notify(recipients.of_suspicion(), f"suspected:{event.suspected_outage_id}")


@outbox.on(PersonJoined, EmailChanged)
def write_to_a_confirmed_address_again(event: PersonJoined | EmailChanged) -> None:
    person = db.session.get(User, event.user_id)
    if person and person.email and person.email_confirmed_at:
        stopping.lift(person.email)


def _tell_of_deadline(thread_id: int, what: str) -> None:
    """Once for each time that somebody begins to wait."""
    thread = db.session.get_one(Thread, thread_id)
    found = recipients.of_deadline(thread, what)
    if found and thread.waiting_since:
        key = f"{what}:{thread.id}:{thread.waiting_since.timestamp():.0f}"
        notify(found, key, thread_id=thread.id)


def _tell(
    found: Recipients, key: str, thread: Thread, post: Post, number: int | None = None
) -> None:
    notify(found, key, thread_id=thread.id, post_id=post.id, number=number)


def _opening(thread_id: int) -> Post:
    post = db.session.scalar(select(Post).where(Post.thread_id == thread_id, Post.number == 1))
    assert post is not None
    return post


def _load(thread_id: int, post_id: int) -> tuple[Thread, Post]:
    return db.session.get_one(Thread, thread_id), db.session.get_one(Post, post_id)

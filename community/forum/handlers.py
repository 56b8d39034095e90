"""Reactions of the forum to its own timers; each reads the present state first."""

from flask_babel import gettext as _

from community import outbox
from community.clock import now
from community.extensions import db
from community.forum import waiting
from community.forum.acts import Nudge, UnconfirmedQuestion
from community.forum.adding import add_once
from community.forum.closing import close
from community.forum.events import (
    AskerAsked,
    AskerToBeAsked,
    DetailsAwaited,
    InfoStillMissing,
    QuestionExpired,
    UnconfirmedQuestionExpired,
)
from community.forum.models import Thread
from community.forum.reminding import zone_of_asker
from community.forum.supporting import story_of

ABOUT_AN_ANSWER = 0  # the round of a nudge that asks whether an answer helped


@outbox.on(AskerToBeAsked)
def ask_the_asker(event: AskerToBeAsked) -> None:
    thread = _open_thread(event.thread_id)
    if thread is None or thread.support_state != "replied" or thread.replied_by == "staff":
        return
    if story_of(thread).reply_post_id != event.post_id:
        return
    morning = waiting.by_day(now(), zone_of_asker(thread))
    if morning > now():  # the timer was set for another time zone, or the worker was away
        outbox.record(event, at=morning)
    elif add_once(Nudge, post_id=event.post_id, round=ABOUT_AN_ANSWER):
        outbox.record(AskerAsked(event.thread_id, event.post_id))


@outbox.on(InfoStillMissing)
def ask_again_for_details(event: InfoStillMissing) -> None:
    """Rounds 1 and 2 remind, round 3 closes."""
    thread = _open_thread(event.thread_id)
    if thread is None or thread.support_state != "needs_info" or thread.info_asked_at is None:
        return
    if story_of(thread).info_post_id != event.post_id:
        return
    zone = zone_of_asker(thread)
    due = waiting.reminded_at(thread.info_asked_at, zone, event.round)
    moment = max(due, waiting.possible_at(now(), zone, event.round))
    if moment > now():
        outbox.record(event, at=moment)
    elif add_once(Nudge, post_id=event.post_id, round=event.round):
        _remind_or_close(thread, event)


def _remind_or_close(thread: Thread, event: InfoStillMissing) -> None:
    if event.round >= waiting.CLOSING:
        close(thread, None, _("We did not get the details we asked for."))
        outbox.record(QuestionExpired(thread.id, event.post_id))
        return
    outbox.record(DetailsAwaited(thread.id, event.post_id, event.round))
    assert thread.info_asked_at is not None
    following = event.round + 1
    moment = waiting.reminded_at(thread.info_asked_at, zone_of_asker(thread), following)
    outbox.record(InfoStillMissing(thread.id, event.post_id, following), at=moment)


def _open_thread(thread_id: int) -> Thread | None:
    thread = db.session.get(Thread, thread_id)
    if thread is None or thread.hidden_at or thread.held_at or thread.by_team:
        return None
    return thread


@outbox.on(UnconfirmedQuestionExpired)
def throw_away(event: UnconfirmedQuestionExpired) -> None:
    """Nobody's address is kept for longer than its link works."""
    row = db.session.get(UnconfirmedQuestion, event.unconfirmed_id)
    if row and row.expires_at <= now():
        db.session.delete(row)

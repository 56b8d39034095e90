"""The timers of a question: ask whether an answer helped, ask again for what we need to know."""

from datetime import datetime
from typing import Any

from community import outbox
from community.accounts.models import User
from community.extensions import db
from community.forum import waiting
from community.forum.events import AskerToBeAsked, InfoStillMissing
from community.forum.models import Thread
from community.forum.replaying import Story


def set_timers(thread: Thread, before: dict[str, Any], story: Story) -> None:
    """Called when the support state changed. Timers are never taken back: their handlers look."""
    if thread.by_team or thread.hidden_at or thread.held_at:
        return
    if thread.support_state == "replied":
        _ask_about_the_answer(thread, before, story)
    elif thread.support_state == "needs_info":
        _ask_for_details(thread, before, story)


def _ask_about_the_answer(thread: Thread, before: dict[str, Any], story: Story) -> None:
    same = thread.replied_at == before["replied_at"] and before["support_state"] == "replied"
    if same or story.replied_by == "staff" or not story.reply_post_id:
        return
    moment = waiting.asked_at(_moment(thread.replied_at), zone_of_asker(thread))
    outbox.record(AskerToBeAsked(thread.id, story.reply_post_id), at=moment)


def _ask_for_details(thread: Thread, before: dict[str, Any], story: Story) -> None:
    if thread.info_asked_at == before["info_asked_at"] or not story.info_post_id:
        return
    moment = waiting.reminded_at(_moment(thread.info_asked_at), zone_of_asker(thread), 1)
    outbox.record(InfoStillMissing(thread.id, story.info_post_id, 1), at=moment)


def resume_asking(thread: Thread, story: Story, after: datetime) -> None:
    """Set the first of the timers for details that lies after a moment: where none was set."""
    if thread.support_state != "needs_info" or not story.info_post_id:
        return
    zone, asked = zone_of_asker(thread), _moment(thread.info_asked_at)
    for round in (1, 2, waiting.CLOSING):
        moment = waiting.reminded_at(asked, zone, round)
        if moment > after:
            outbox.record(InfoStillMissing(thread.id, story.info_post_id, round), at=moment)
            return


def zone_of_asker(thread: Thread) -> Any:
    return waiting.zone_of(db.session.get(User, thread.author_id))


def _moment(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment

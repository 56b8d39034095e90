"""News for the chat: written down first, then brought there in a lane of its own."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from community import outbox
from community.calling_out import CallFailed, call
from community.clock import now
from community.desk.chat.announcing import announce, body_of
from community.desk.chat.events import ChatMessageDue
from community.desk.chat.models import ChatChannel, ChatMessage
from community.desk.events import MeasuringDue, QuestionDueSoon, QuestionLate
from community.extensions import db, writing
from community.forum.events import ThreadOpened

SECONDS = 5.0  # for a chat to take a message
REST = timedelta(minutes=1)  # of a channel that let us wait, or asked us to
GIVE_UP = timedelta(minutes=15)  # old news is none
KEPT = timedelta(days=30)  # what was said: to see that it works, and to say nothing twice
NOT_NOW = (429, 503)  # it surely was not posted


@outbox.on(ThreadOpened)
def announce_what_is_new(event: ThreadOpened) -> None:
    announce("new", event.thread_id)


@outbox.on(QuestionDueSoon)
def announce_what_is_due(event: QuestionDueSoon) -> None:
    announce("due_soon", event.thread_id)


@outbox.on(QuestionLate)
def announce_what_is_late(event: QuestionLate) -> None:
    announce("late", event.thread_id)


@outbox.on(MeasuringDue)
def forget_old_messages(event: MeasuringDue) -> None:
    db.session.execute(delete(ChatMessage).where(ChatMessage.created_at < now() - KEPT))


@outbox.on(ChatMessageDue, writes=False)
def bring(event: ChatMessageDue) -> None:
    """At most once: what may have arrived is not sent again, also after a kill."""
    found = db.session.execute(
        select(ChatMessage, ChatChannel)
        .join(ChatChannel, ChatChannel.id == ChatMessage.channel_id)
        .where(ChatMessage.id == event.message_id, ChatMessage.state == "waiting")
    ).first()
    if found is None:
        return
    message, channel = found
    rests, old = channel.rests_until, message.created_at < now() - GIVE_UP
    url, body = channel.url, None if channel.ended_at or old else body_of(message, channel)
    db.session.rollback()
    if body is not None and rests and rests > now():
        raise outbox.Later(rests)
    if _taken(event.message_id, "leaving" if body is not None else "dropped"):
        _send(event.message_id, url, body or b"")


def _taken(message_id: int, state: str) -> bool:
    """Whether it is this process that sends it."""
    with writing():
        mine = (
            update(ChatMessage)
            .where(ChatMessage.id == message_id, ChatMessage.state == "waiting")
            .values(state=state)
            .returning(ChatMessage.id)
        )
        return db.session.scalar(mine) is not None and state == "leaving"


def _send(message_id: int, url: str, body: bytes) -> None:
    why, again = deliver(url, body)
    with writing():
        message = db.session.get_one(ChatMessage, message_id)
        message.failure = why
        message.state = "waiting" if again else "failed" if why else "sent"
        message.sent_at = None if why else now()
        if why in ("too_slow", *map(str, NOT_NOW)) or again:
            channel = db.session.get_one(ChatChannel, message.channel_id)
            channel.rests_until = now() + REST
        if again:
            outbox.record(ChatMessageDue(message_id), at=now() + REST)


def deliver(url: str, body: bytes) -> tuple[str | None, bool]:
    """Why it failed, or None; and whether it surely did not arrive, so that it may go again."""
    try:
        answer = call(url, body, {"Content-Type": "application/json"}, seconds=SECONDS)
    except CallFailed as failed:
        return failed.why, not failed.sent and failed.why in ("unreachable", "unknown", "too_slow")
    if answer.is_good:
        return None, False
    return str(answer.status), answer.status in NOT_NOW

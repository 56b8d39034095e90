"""Which messages an event makes: at most one a channel, none for what nobody waits for."""

from datetime import datetime

from sqlalchemy import select

from community import outbox
from community.clock import now
from community.desk.chat import channels
from community.desk.chat.events import ChatMessageDue
from community.desk.chat.models import ChatChannel, ChatMessage
from community.desk.chat.wording import FORMAT, Said
from community.desk.models import DeskClock
from community.extensions import db
from community.forum.models import Category, Thread
from community.mailer import link


def announce(what: str, thread_id: int) -> None:
    """Inside writing(). The same news again, by a repeated event, makes no second message."""
    thread = db.session.get(Thread, thread_id)
    clock = db.session.get(DeskClock, thread_id)
    if thread is None or not _waits(thread) or (clock is None and what != "new"):
        return
    about = f"{what}:{thread_id}"
    if clock is not None and what != "new":
        about += f":{int(clock.due_at.timestamp())}"
    wanting = channels.wanting(what, thread.category_id)
    known = select(ChatMessage.channel_id).where(
        ChatMessage.about == about, ChatMessage.channel_id.in_(wanting)
    )
    for channel_id in sorted(set(wanting) - set(db.session.scalars(known))):
        message = ChatMessage(channel_id=channel_id, thread_id=thread_id, about=about)
        db.session.add(message)
        db.session.flush()
        outbox.record(ChatMessageDue(message.id))


def body_of(message: ChatMessage, channel: ChatChannel) -> bytes | None:
    """The message as its chat reads it; None where nobody waits for it any more."""
    what = message.about.partition(":")[0]
    thread = db.session.get_one(Thread, message.thread_id)
    category = db.session.get_one(Category, thread.category_id)
    if not _waits(thread) or thread.waiting_since is None:
        return None
    due = db.session.scalar(
        select(DeskClock.due_at).where(DeskClock.thread_id == message.thread_id)
    )
    if what != "new" and not _is_still(message.about, due):
        return None
    open_to_all = thread.audience == "public" and category.who_may_see == "everyone"
    title = thread.title if open_to_all else None
    # by its number alone: the words of a private title stand in its address, too
    address = link(f"/t/{thread.id}")
    return FORMAT[channel.format](Said(what, title, category.name, address, due, now()))


def trial_body(channel: ChatChannel) -> bytes:
    return FORMAT[channel.format](Said("test", None, "", link("/queue/connections")))


def _waits(thread: Thread) -> bool:
    """A customer's question that readers may see; private ones are announced without title."""
    seen = not (thread.hidden_at or thread.held_at or thread.closed_at)
    return bool(thread.is_question and seen and not thread.by_team and not thread.imported)


def _is_still(about: str, due: datetime | None) -> bool:
    """The deadline it speaks of is the one that stands."""
    return due is not None and about.endswith(f":{int(due.timestamp())}")

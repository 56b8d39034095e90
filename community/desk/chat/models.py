"""Channels of a chat, and every message that was meant for one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

FORMATS = ("text", "teams")
WHATS = ("new", "due_soon", "late")


class ChatChannel(db.Model):
    """One incoming webhook. Its address is a secret: who has it can write there."""

    __tablename__ = "chat_channels"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    #: text (Slack, Mattermost and many more) · teams (a workflow of Microsoft Teams)
    format: Mapped[str] = mapped_column(String(8))
    url: Mapped[str] = mapped_column(String(500))
    #: None: every category
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    #: of WHATS, between commas
    whats: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    #: it let us wait: its messages wait until then, so that it does not hold up the others
    rests_until: Mapped[datetime | None]


class ChatMessage(db.Model):
    """One message for one channel; the row is there before it leaves, so it leaves at most once."""

    __tablename__ = "chat_messages"
    __table_args__ = (UniqueConstraint("channel_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("chat_channels.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    #: what it says: "new:12", "late:12:1763816400"
    about: Mapped[str] = mapped_column(String(60))
    #: waiting · leaving · sent · failed · dropped (nobody waits for it any more)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    #: why it failed (handing_over.slots.say_failure)
    failure: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]

"""Channels: added, listed without their secret, ended."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from community import journal
from community.accounts.models import User
from community.clock import now
from community.desk.chat.models import ChatChannel, ChatMessage
from community.extensions import db
from community.forum.models import Category


def shown() -> Sequence[Any]:
    """For the page: each with its category and its latest message; the address without its
    secret."""
    newest = (
        select(ChatMessage.channel_id, func.max(ChatMessage.id).label("id"))
        .where(ChatMessage.state.in_(("sent", "failed")))
        .group_by(ChatMessage.channel_id)
        .subquery()
    )
    last = aliased(ChatMessage)
    return db.session.execute(
        select(
            ChatChannel,
            Category.name.label("category"),
            last.sent_at,
            last.failure,
            User.name.label("by"),
        )
        .join(User, User.id == ChatChannel.by_id)
        .outerjoin(Category, Category.id == ChatChannel.category_id)
        .outerjoin(newest, newest.c.channel_id == ChatChannel.id)
        .outerjoin(last, last.id == newest.c.id)
        .where(ChatChannel.ended_at.is_(None))
        .order_by(ChatChannel.name)
    ).all()


def masked(url: str) -> str:
    """Whose chat it is; the rest of the address lets one write there."""
    return f"{urlsplit(url).hostname or '?'}/…"


def add(
    name: str, format: str, url: str, category_id: int | None, whats: list[str], by: User
) -> ChatChannel:
    """Inside writing()."""
    made = ChatChannel(
        name=name,
        format=format,
        url=url,
        category_id=category_id,
        whats=",".join(whats),
        by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    journal.note("add_chat", "chat_channel", made.id, by.id, name=name, whats=made.whats)
    return made


def end(one: ChatChannel, by: User) -> None:
    """The address is forgotten with it. Inside writing()."""
    if one.ended_at is None:
        one.ended_at, one.url = now(), ""
        journal.note("end_chat", "chat_channel", one.id, by.id, name=one.name)


def wanting(what: str, category_id: int) -> list[int]:
    """The channels that want to hear this of this category."""
    rows = db.session.execute(
        select(ChatChannel.id, ChatChannel.whats).where(
            ChatChannel.ended_at.is_(None),
            (ChatChannel.category_id == category_id) | ChatChannel.category_id.is_(None),
        )
    )
    return [row.id for row in rows if what in row.whats.split(",")]

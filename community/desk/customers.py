"""Who is asking: the customer's card beside a thread, for staff."""

from typing import Any

from sqlalchemy import Row, func, select, true

from community.accounts.models import Organisation, User
from community.desk.last_word import last_word_of
from community.extensions import db
from community.forum.models import Thread


def card_of(thread: Thread) -> Row[Any] | None:
    """The asker with their organisation, how much they have asked here up to this thread, and
    what they last said of an answer."""
    last = last_word_of(thread.author_id)
    earlier = (
        select(func.count())
        .where(
            Thread.author_id == thread.author_id,
            Thread.id < thread.id,
            Thread.kind == "question",
            Thread.hidden_at.is_(None),
        )
        .scalar_subquery()
    )
    return db.session.execute(
        select(
            User.name,
            User.username,
            User.created_at,
            User.trusted_at,
            Organisation.name.label("organisation"),
            Organisation.tier,
            Organisation.plan,
            Organisation.products,
            earlier.label("earlier"),
            last.c.word,
            last.c.created_at.label("word_at"),
            last.c.thread_id.label("word_thread_id"),
            last.c.slug.label("word_slug"),
            last.c.title.label("word_title"),
        )
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(last, true())
        .where(User.id == thread.author_id)
    ).first()

"""Who is asking: the customer's card beside a thread, for staff."""

from typing import Any

from sqlalchemy import Row, func, select

from community.accounts.models import Organisation, User
from community.extensions import db
from community.forum.models import Thread


def card_of(thread: Thread) -> Row[Any] | None:
    """The asker with their organisation, and how much they have asked here up to this thread."""
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
        )
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(User.id == thread.author_id)
    ).first()

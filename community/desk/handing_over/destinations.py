"""Help desks and trackers: made, given a new secret, ended."""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from community import journal
from community.accounts.models import User
from community.clock import now
from community.desk.handing_over.models import Destination, HandOver
from community.extensions import db
from community.signing import secret_of


def standing() -> Sequence[Destination]:
    return db.session.scalars(
        select(Destination).where(Destination.ended_at.is_(None)).order_by(Destination.name)
    ).all()


def shown() -> Sequence[Any]:
    """For the page: each with what is under way there and what calls for somebody."""
    open_there = (
        select(
            HandOver.destination_id,
            func.count().label("open"),
            func.count(HandOver.attention).label("calling"),
            func.max(HandOver.delivered_at).label("delivered_at"),
        )
        .where(HandOver.ended_at.is_(None))
        .group_by(HandOver.destination_id)
        .subquery()
    )
    return db.session.execute(
        select(Destination, open_there.c.open, open_there.c.calling, User.name.label("by"))
        .join(User, User.id == Destination.by_id)
        .outerjoin(open_there, open_there.c.destination_id == Destination.id)
        .where(Destination.ended_at.is_(None))
        .order_by(Destination.name)
    ).all()


def add(name: str, kind: str, address: str, who: str, by: User) -> Destination:
    """Inside writing()."""
    made = Destination(name=name, kind=kind, address=address, who=who, seed=new_seed(), by_id=by.id)
    db.session.add(made)
    db.session.flush()
    journal.note("add_destination", "destination", made.id, by.id, name=name, kind=kind)
    return made


def renew_secret(one: Destination, by: User) -> None:
    """What they sign with the old one is refused from now on. Inside writing()."""
    one.seed = new_seed()
    journal.note("renew_secret", "destination", one.id, by.id)


def end(one: Destination, by: User) -> None:
    """Nothing goes there any more, and nobody there is believed. Inside writing()."""
    if one.ended_at is None:
        one.ended_at = now()
        journal.note("end_destination", "destination", one.id, by.id, name=one.name)


def secret(one: Destination) -> str:
    return secret_of(f"destination:{one.id}:{one.seed}")


def new_seed() -> str:
    return secrets.token_urlsafe(18)

"""Who leads the desk and who is on call; who they are when nobody was named."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from community import journal
from community.accounts.models import User
from community.clock import now
from community.desk.models import Duty
from community.desk.rota import reading
from community.extensions import db, hold

DUTIES = ("lead", "on_call")


class NotOfStaff(ValueError):
    """Who does not work the queue can neither lead it nor be on call."""


def holds(user_id: int, duty: str) -> bool:
    return _standing(user_id, duty) is not None


def leads() -> list[int]:
    """The leads who can act; administrators where nobody was named or nobody is left."""
    return _active_holders("lead") or _administrators()


def on_call() -> list[int]:
    """Who is on call now: whoever the rota names for this hour, else who always is and is not
    away; nobody unless somebody was named."""
    called = reading.called_now()
    if called:
        return called
    away = reading.away_now()
    return [one for one in _active_holders("on_call") if one not in away]


def standing() -> Sequence[Any]:
    """Every standing duty with its person, for the page."""
    return db.session.execute(
        select(Duty.id, Duty.duty, Duty.created_at, User.name, User.username, User.roles)
        .join(User, User.id == Duty.user_id)
        .where(Duty.ended_at.is_(None))
        .order_by(Duty.duty, User.name)
    ).all()


def give(user: User, duty: str, by: User) -> Duty:
    """Inside writing(). Twice is once."""
    if not (user.is_staff and user.is_active):
        raise NotOfStaff
    hold("duty", user.id)
    kept = _standing(user.id, duty)
    if kept:
        return kept
    made = Duty(duty=duty, user_id=user.id, by_id=by.id)
    db.session.add(made)
    db.session.flush()
    journal.note("give_duty", "user", user.id, by.id, duty=duty)
    return made


def end(duty_id: int, by: User) -> None:
    """Inside writing(). What has ended already stays as it was."""
    duty = db.session.get(Duty, duty_id)
    if duty and duty.ended_at is None:
        duty.ended_at = now()
        journal.note("end_duty", "user", duty.user_id, by.id, duty=duty.duty)


def _standing(user_id: int, duty: str) -> Duty | None:
    return db.session.scalar(
        select(Duty).where(Duty.user_id == user_id, Duty.duty == duty, Duty.ended_at.is_(None))
    )


def _active_holders(duty: str) -> list[int]:
    people = db.session.scalars(
        select(User)
        .join(Duty, Duty.user_id == User.id)
        .where(Duty.duty == duty, Duty.ended_at.is_(None), User.closed_at.is_(None))
        .order_by(User.id)
    )
    return [person.id for person in people if person.is_staff and person.is_active]


def _administrators() -> list[int]:
    people = db.session.scalars(
        select(User).where(User.roles.contains("admin"), User.closed_at.is_(None))
    )
    return [person.id for person in people if person.is_admin and person.is_active]

"""How much one person has, and how much they should have at most. No limit ever stops an answer."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, or_, select, union
from werkzeug.exceptions import Conflict

from community.clock import now
from community.desk.models import QUESTION, Claim, DeskClock
from community.desk.rota.models import Roster
from community.desk.timing import still_waits
from community.desk.together_models import Assignment
from community.extensions import db
from community.forum.models import Thread

MOST = 200  # a higher limit is none


class Full(Conflict):
    """Somebody has as much as they should have."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said


def limit_of(user_id: int) -> int:
    """Their own, or everybody's (LOAD_LIMIT)."""
    own = db.session.scalar(select(Roster.load_limit).where(Roster.user_id == user_id))
    limit: int = own or current_app.config["SETTINGS"].load_limit
    return limit


def load_of(user_id: int) -> int:
    """Items they are on or that were given to them, each once; what nobody waits for is none."""
    waits = or_(Claim.kind != QUESTION, still_waits())  # the answered are let go a moment later
    claimed = (
        select(Claim.thread_id)
        .join(Thread, Thread.id == Claim.thread_id)
        .where(Claim.by_id == user_id, Claim.released_at.is_(None), Claim.until > now(), waits)
    )
    given = (
        select(Assignment.thread_id)
        .join(DeskClock, DeskClock.thread_id == Assignment.thread_id)
        .join(Thread, Thread.id == Assignment.thread_id)
        .where(Assignment.to_id == user_id, Assignment.ended_at.is_(None), still_waits())
    )
    return (
        db.session.scalar(select(func.count()).select_from(union(claimed, given).subquery())) or 0
    )


def is_full(user_id: int) -> bool:
    return load_of(user_id) >= limit_of(user_id)


def say_full(user_id: int, name: str | None = None) -> str:
    """Of oneself, or of a colleague."""
    numbers = {"count": load_of(user_id), "limit": limit_of(user_id)}
    if name is None:
        return _("You have %(count)d items; your limit is %(limit)d.", **numbers)
    return _("%(name)s has %(count)d items; their limit is %(limit)d.", name=name, **numbers)

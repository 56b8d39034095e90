"""Bring dead handlings back to life, when what killed them is mended."""

from sqlalchemy import update

from community.clock import now
from community.extensions import db
from community.outbox.models import IS_DEAD, Handling
from community.outbox.recording import RUNG


def replay(lane: str | None = None, handling_id: int | None = None) -> int:
    """Try dead handlings again from the first attempt on; inside writing(). One that is named by
    its id may also be done already: then it is handled once more."""
    statement = update(Handling)
    if handling_id is not None:
        statement = statement.where(Handling.id == handling_id)
    else:
        statement = statement.where(IS_DEAD)
    if lane is not None:
        statement = statement.where(Handling.lane == lane)
    lanes = db.session.scalars(
        statement.values(
            state="waiting",
            due_at=now(),
            attempts=0,
            leased_until=None,
            leased_by=None,
            done_at=None,
            last_error=None,
        ).returning(Handling.lane)
    ).all()
    db.session.info.setdefault(RUNG, set()).update(lanes)
    return len(lanes)

"""Claims: a lease on an item, so that two people never answer the same question."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update
from werkzeug.exceptions import Conflict

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.desk import hearing
from community.desk.customers_first import leaving
from community.desk.events import ClaimRunsOut, QueueChanged
from community.desk.models import QUESTION, Claim, DeskClock
from community.extensions import db
from community.forum.models import Thread

LEASE = timedelta(minutes=10)  # long enough to write an answer, short enough to be forgotten


class HeldByAnother(Conflict):
    """Somebody is on it already."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.said = _("%(name)s is working on this.", name=name)


def take(thread_id: int, by: User, kind: str = QUESTION) -> Claim:
    """Take or renew the lease; somebody else's standing one is a Conflict (409)."""
    _line_up(thread_id)
    standing = standing_claim(thread_id, kind)
    if standing and standing.until > now():
        if standing.by_id != by.id:
            raise HeldByAnother(_name_of(standing.by_id))
        standing.until = now() + LEASE
        return standing
    if standing:
        _end(standing)
    if kind == QUESTION:
        leaving.take_over(thread_id)
    claim = Claim(thread_id=thread_id, kind=kind, by_id=by.id, until=now() + LEASE)
    db.session.add(claim)
    db.session.flush()
    outbox.record(QueueChanged(thread_id))
    outbox.record(ClaimRunsOut(claim.id), at=claim.until)
    return claim


def take_free(thread_id: int, by: User) -> bool:
    """Take the lease if nobody has one, not even this person in another window."""
    _line_up(thread_id)
    standing = standing_claim(thread_id)
    if standing and standing.until > now():
        return False
    take(thread_id, by)
    return True


def run_out(claim_id: int) -> None:
    """A lease that nobody renewed ends, and those who look at the item hear of it; one that was
    renewed is looked at again when it ends. Inside writing()."""
    claim = db.session.get(Claim, claim_id)
    if claim is None or claim.released_at:
        return
    if claim.until > now():
        raise outbox.Later(claim.until)
    _end(claim)
    if claim.kind == QUESTION:
        hearing.tell_the_others(claim.thread_id)
    outbox.record(QueueChanged(claim.thread_id))


def release(thread_id: int, by: User, kind: str = QUESTION) -> None:
    """Hand back one's own claim; nothing happens where there is none."""
    standing = standing_claim(thread_id, kind)
    if standing and standing.by_id == by.id:
        _end(standing)
        if kind == QUESTION:
            hearing.tell_the_others(thread_id)
        outbox.record(QueueChanged(thread_id))


def release_when_done(thread_id: int, kind: str = QUESTION) -> None:
    """Whoever did it, the item needs nobody's lease any more."""
    db.session.execute(
        update(Claim)
        .where(Claim.thread_id == thread_id, Claim.kind == kind, Claim.released_at.is_(None))
        .values(released_at=now())
    )


def standing_claim(thread_id: int, kind: str = QUESTION) -> Claim | None:
    return db.session.scalar(
        select(Claim).where(
            Claim.thread_id == thread_id, Claim.kind == kind, Claim.released_at.is_(None)
        )
    )


def _line_up(thread_id: int) -> None:
    """PostgreSQL: of two who reach for it at the same moment the second sees the first."""
    db.session.execute(select(DeskClock.thread_id).filter_by(thread_id=thread_id).with_for_update())
    db.session.execute(select(Thread.id).where(Thread.id == thread_id).with_for_update())


def _name_of(user_id: int) -> str:
    return db.session.scalar(select(User.name).where(User.id == user_id)) or ""


def _end(claim: Claim) -> None:
    claim.released_at = min(now(), claim.until)
    db.session.flush()  # the partial index refuses two standing claims

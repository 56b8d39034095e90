"""Commitments for follow-ups: earned and lost as those for first replies (promising)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from community import journal, offload, outbox
from community.clock import now
from community.desk import follow_ups, promising
from community.desk.events import DeadlinesOutdated, FollowUpPromiseWithdrawn, MeasuringDue
from community.desk.hours import reading as hours_kept
from community.desk.measuring import WINDOW
from community.desk.models import Target
from community.desk.promising import LOST, NotEarned, Record, Scope, why_not
from community.desk.timing import our_coverage
from community.extensions import db, hold, writing


class FollowUpPromise(db.Model):
    """Beside a target: how its follow-ups fared, and whether their time is promised."""

    __tablename__ = "desk_follow_up_promises"

    target_id: Mapped[int] = mapped_column(
        ForeignKey("targets.id", ondelete="CASCADE"), primary_key=True
    )
    promised_at: Mapped[datetime | None]
    #: of the follow-ups of four weeks that it held for: how many, how many were kept, the first
    measured: Mapped[int | None]
    kept: Mapped[int | None]
    known_since: Mapped[datetime | None]


@outbox.on(MeasuringDue, writes=False)
def measure_follow_ups(event: MeasuringDue) -> None:
    """Reckon outside of any transaction, write in a short one."""
    hours, moment, own = our_coverage(), now(), hours_kept.own()
    edge = moment - WINDOW
    said, targets = follow_ups.said_since(edge), scopes()
    db.session.rollback()
    waits = offload.call(follow_ups.follow_ups, said, edge)
    found = offload.call(promising.records, waits, targets, hours, moment, own)
    with writing():
        keep(found)


def scopes() -> list[Scope]:
    """As promising.scopes, with the minutes of a follow-up in the place of the first reply's."""
    found = select(Target.id, Target.category_id, Target.tier, Target.follow_up)
    return [Scope(*row) for row in db.session.execute(found)]


def keep(found: Mapping[int, Record]) -> None:
    """Write them beside their targets; a promise that is not kept ends. Inside writing()."""
    for target in db.session.scalars(select(Target)):
        record = found.get(target.id)
        if record is None:
            continue
        row = of_target(target.id)
        row.measured, row.kept = record.measured, record.kept
        row.known_since = record.known_since
        if row.promised_at and record.measured and record.kept < LOST * record.measured:
            withdraw(row, by_id=None)


def promise(row: FollowUpPromise, by_id: int) -> None:
    """The asker reads the deadline of their follow-up from now on. Inside writing(); raises
    NotEarned."""
    reason = why_not(row)
    if reason:
        raise NotEarned(reason)
    if row.promised_at is None:
        row.promised_at = now()
        _note("promise", row, by_id)
        outbox.record(DeadlinesOutdated())


def withdraw(row: FollowUpPromise, by_id: int | None) -> None:
    """By a person, or by itself (then the leads hear of it). Inside writing()."""
    if row.promised_at is None:
        return
    row.promised_at = None
    _note("withdraw_promise", row, by_id)
    if by_id is None:
        outbox.record(FollowUpPromiseWithdrawn(row.target_id))


def forget(target_id: int, by_id: int | None) -> None:
    """Other minutes: what was earned was earned with the former ones. Inside writing()."""
    row = db.session.get(FollowUpPromise, target_id)
    if row is not None:
        withdraw(row, by_id)
        db.session.delete(row)


def of_target(target_id: int) -> FollowUpPromise:
    """Inside writing(): the row is made where there is none."""
    hold("follow_up_promise", target_id)
    row = db.session.get(FollowUpPromise, target_id)
    if row is None:
        row = FollowUpPromise(target_id=target_id)
        db.session.add(row)
        db.session.flush()
    return row


def by_target() -> dict[int, FollowUpPromise]:
    return {row.target_id: row for row in db.session.scalars(select(FollowUpPromise))}


def _note(act: str, row: FollowUpPromise, by_id: int | None) -> None:
    figures = {"measured": row.measured, "kept": row.kept, "reply": "follow_up"}
    journal.note(act, "target", row.target_id, by_id, **figures)

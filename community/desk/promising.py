"""Commitments: a target that is published, once it was earned; it withdraws itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from community import journal, outbox
from community.clock import now
from community.desk.coverage import Coverage
from community.desk.events import CommitmentWithdrawn, DeadlinesOutdated
from community.desk.models import Target
from community.desk.waits import LEAST
from community.extensions import db

EARNED, LOST = 0.9, 0.8  # shares kept: from which it may be promised, below which no more
PERIOD = timedelta(days=28)


class NotEarned(ValueError):
    """It may not be promised yet; the text says why, for the person who wanted to."""


@dataclass(frozen=True)
class Record:
    """How a target fared: questions, how many had their reply in time, since when we know."""

    measured: int
    kept: int
    known_since: datetime | None


class Scope(NamedTuple):
    """A target as plain values, to be reckoned with in another thread."""

    id: int
    category_id: int | None
    tier: str | None
    first_reply: int


def scopes() -> list[Scope]:
    found = select(Target.id, Target.category_id, Target.tier, Target.first_reply)
    return [Scope(*row) for row in db.session.execute(found)]


def records(
    questions: Iterable[Any],
    targets: Sequence[Scope],
    hours: Coverage,
    moment: datetime,
    own: Mapping[int, Coverage] | None = None,
) -> dict[int, Record]:
    """By target, over questions as `measuring.asked_since` brings them. No database."""
    found = {target.id: _Count() for target in targets}
    for one in questions:
        target = _which(targets, one.category_id, one.tier)
        if target is not None:
            theirs = (own or {}).get(one.category_id, hours)
            found[target.id].take(one, target.first_reply, theirs, moment)
    return {target_id: count.record() for target_id, count in found.items()}


class _Count:
    def __init__(self) -> None:
        self.measured = self.kept = 0
        self.first: datetime | None = None

    def take(self, one: Any, minutes: int, hours: Coverage, moment: datetime) -> None:
        self.first = min(filter(None, (self.first, one.asked_at)))
        if one.asked_at < moment - PERIOD:
            return
        due = hours.add(one.asked_at, timedelta(minutes=minutes))
        replied = one.first_reply_at
        if replied is None and (due >= moment or _was_over(one, due)):
            return  # nobody can say yet, or nobody waited any more
        self.measured += 1
        self.kept += replied is not None and replied <= due

    def record(self) -> Record:
        return Record(self.measured, self.kept, self.first)


def _was_over(one: Any, due: datetime) -> bool:
    return any(end is not None and end <= due for end in (one.solved_at, one.closed_at))


def _which(targets: Sequence[Scope], category_id: int, tier: str | None) -> Scope | None:
    """As timing.targets_for, over what is at hand."""
    fits = [
        target
        for target in targets
        if target.category_id in (None, category_id) and target.tier in (None, tier)
    ]
    return max(fits, key=lambda t: (t.tier is not None, t.category_id is not None), default=None)


def keep_records(found: dict[int, Record]) -> None:
    """Write them beside their targets; a promise that is not kept ends. Inside writing()."""
    for target in db.session.scalars(select(Target)):
        record = found.get(target.id)
        if record is None:
            continue
        target.measured, target.kept = record.measured, record.kept
        target.known_since = record.known_since
        if target.promised_at and record.measured and record.kept < LOST * record.measured:
            withdraw(target, by_id=None)


def promise(target: Target, by_id: int) -> None:
    """The asker reads the deadline from now on. Inside writing(); raises NotEarned."""
    reason = why_not(target)
    if reason:
        raise NotEarned(reason)
    if target.promised_at is None:
        target.promised_at = now()
        journal.note("promise", "target", target.id, by_id, **_figures(target))
        outbox.record(DeadlinesOutdated())


def withdraw(target: Target, by_id: int | None) -> None:
    """By a person, or by itself (then the leads hear of it). Inside writing()."""
    if target.promised_at is None:
        return
    target.promised_at = None
    journal.note("withdraw_promise", "target", target.id, by_id, **_figures(target))
    if by_id is None:
        outbox.record(CommitmentWithdrawn(target.id))


def why_not(target: Target) -> str | None:
    """Why this target cannot be promised yet; None if it can."""
    if target.known_since is None or target.known_since > now() - PERIOD:
        return _("It can be promised once it was measured for four weeks.")
    if (target.measured or 0) < LEAST:
        return _(
            "It can be promised once %(least)d questions were measured in four weeks.", least=LEAST
        )
    if (target.kept or 0) < EARNED * (target.measured or 0):
        return _("It can be promised once it was kept for 90 of 100 questions in four weeks.")
    return None


def _figures(target: Target) -> dict[str, object]:
    return {"measured": target.measured, "kept": target.kept, "first_reply": target.first_reply}

"""What of the queue concerns one person: claimed, given to them or their group, promised by them,
an answer to them, back from a help desk; and which of it is due before they leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from community.clock import now
from community.desk.groups.reading import of_person
from community.desk.models import Claim, DeskClock
from community.desk.timing import our_coverage
from community.desk.together_models import Assignment, Snooze
from community.extensions import db
from community.forum.models import Thread

PARTS = ("due", "claimed", "given", "back", "promised", "answered")


@dataclass(frozen=True)
class Resting:
    """An item this person put off."""

    thread_id: int
    slug: str
    title: str
    until: datetime
    note: str


def concerns(user_id: Any) -> ColumnElement[bool]:
    """Condition over the joined tables of the queue."""
    return or_(
        Claim.by_id == user_id,
        Assignment.to_id == user_id,
        Assignment.group_id.in_(of_person(user_id)),
        spoken(user_id),
    )


def spoken(user_id: Any) -> ColumnElement[bool]:
    """They spoke last for us, and promised more or got an answer."""
    return and_(DeskClock.spoken_by_id == user_id, DeskClock.target.in_(("next_word", "follow_up")))


def part_of(item: Row[Any], user_id: int) -> str:
    """Under which heading it stands."""
    if item.kind == "handed":
        return "back"
    if item.claimed_by_id == user_id:
        return "claimed"
    if item.assigned_to_id == user_id or item.assigned_group:
        return "given"
    return "promised" if item.target == "next_word" else "answered"


def sorted_out(items: Sequence[Row[Any]], user_id: int, moment: datetime) -> dict[str, Any]:
    """The values of desk/mine.html: each item stands once, what is due before they leave first."""
    end = leaves_at(moment)
    parts: dict[str, list[Row[Any]]] = {part: [] for part in PARTS}
    for item in items:
        due_today = end is not None and item.due_at is not None and item.due_at <= end
        parts["due" if due_today else part_of(item, user_id)].append(item)
    return {"parts": parts, "leaves_at": end, "resting": resting(user_id)}


def leaves_at(moment: datetime) -> datetime | None:
    """When the hours that run now end; None off duty and around the clock."""
    hours = our_coverage()
    return None if hours.around_the_clock else hours.off_at(moment)


def resting(user_id: int) -> Sequence[Resting]:
    """What they put off, the next to come back first."""
    rows = db.session.execute(
        select(Thread.id, Thread.slug, Thread.title, Snooze.until, Snooze.note)
        .join(Thread, Thread.id == Snooze.thread_id)
        .join(DeskClock, DeskClock.thread_id == Thread.id)
        .where(Snooze.by_id == user_id, Snooze.ended_at.is_(None), Snooze.until > now())
        .order_by(Snooze.until)
        .limit(50)
    )
    return [Resting(*row) for row in rows]

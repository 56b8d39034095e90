"""Let an item rest until a time. Its deadline does not rest: half an hour before that it is back,
so nobody can put a waiting customer out of sight."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Row, and_, exists, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import Conflict

from community import journal, outbox
from community.accounts.models import User
from community.clock import now
from community.desk import claiming
from community.desk.events import QueueChanged, SnoozeOver
from community.desk.models import DeskClock
from community.desk.timing import SOON
from community.desk.together_models import Snooze
from community.extensions import db, hold
from community.forum.models import Post


class DueTooSoon(Conflict):
    """It stands on top because somebody waits; resting would break our word."""

    said = _l(
        "This is late or due within half an hour. Send a first word with a promise, "
        "or give it to a colleague."
    )


def snooze(clock: DeskClock, by: User, until: datetime, note: str = "") -> datetime:
    """Out of the queue until then, at most until half an hour before it is due; when it is back.
    Inside writing()."""
    back = min(until, clock.due_at - SOON)
    if back <= now():
        raise DueTooSoon
    hold("snooze", clock.thread_id)
    end(clock.thread_id)
    row = Snooze(thread_id=clock.thread_id, by_id=by.id, until=back, note=note[:500])
    db.session.add(row)
    db.session.flush()
    claiming.release(clock.thread_id, by)
    journal.note("snooze", "thread", clock.thread_id, by.id, until=back.isoformat())
    outbox.record(SnoozeOver(row.id), at=back)
    outbox.record(QueueChanged(clock.thread_id))
    return back


def wake(thread_id: int) -> None:
    """Back in the queue now; nothing happens where nothing rests. Inside writing()."""
    if end(thread_id):
        outbox.record(QueueChanged(thread_id))


def end(thread_id: int) -> bool:
    standing = standing_snooze(thread_id)
    if standing is None:
        return False
    standing.ended_at = min(now(), standing.until)
    db.session.flush()  # the partial index refuses two standing ones
    return True


def wake_for(post: Post) -> None:
    """Somebody spoke since: what was put off may read differently now."""
    standing = standing_snooze(post.thread_id)
    if standing and post.audience != "staff" and post.created_at > standing.created_at:
        wake(post.thread_id)


def standing_snooze(thread_id: int) -> Snooze | None:
    return db.session.scalar(
        select(Snooze).where(Snooze.thread_id == thread_id, Snooze.ended_at.is_(None))
    )


def put_off(thread_id: int) -> Row[datetime, str, str] | None:
    """Until when it rests now, by whom and why."""
    return db.session.execute(
        select(Snooze.until, Snooze.note, User.name)
        .join(User, User.id == Snooze.by_id)
        .join(DeskClock, DeskClock.thread_id == Snooze.thread_id)
        .where(Snooze.thread_id == thread_id, Snooze.ended_at.is_(None), rests(now()))
    ).first()


def rests(moment: Any, soon: Any = None) -> ColumnElement[bool]:
    """Condition over DeskClock: somebody put it off, and there is still time. A deadline that
    moved nearer since brings it back by itself. `soon`: the moment in half an hour."""
    one = aliased(Snooze)
    standing = (
        exists()
        .where(one.thread_id == DeskClock.thread_id, one.ended_at.is_(None), one.until > moment)
        .correlate(DeskClock)
    )
    return and_(DeskClock.due_at > (moment + SOON if soon is None else soon), standing)

"""Every night: what askers may expect, from what was really kept in the last eight weeks."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Row, and_, delete, func, insert, literal, select, tuple_

from community import offload, outbox
from community.accounts.models import Organisation, User
from community.clock import now
from community.desk import promising
from community.desk.coverage import Coverage
from community.desk.events import MeasuringDue
from community.desk.hours import reading as hours_kept
from community.desk.models import UsualWait
from community.desk.timing import our_coverage
from community.desk.waits import Usual, Wait, usual_waits
from community.extensions import db, writing
from community.forum.models import Post, Thread
from community.forum.queries import listed, standing
from community.outbox.models import IS_WAITING, Handling

WINDOW = timedelta(days=56)  # as far back as the way we work is the same
NIGHT = time(4)  # ours: nobody looks, and the day before is whole
SLICE = 250  # questions read at once: some milliseconds
LANE = "desk.measuring.measure"


@outbox.on(MeasuringDue, writes=False)
def measure(event: MeasuringDue) -> None:
    """Reckon outside of any transaction, write in a short one; calls itself the next night."""
    hours, moment, own = our_coverage(), now(), hours_kept.own()
    questions, targets = asked_since(moment - WINDOW), promising.scopes()
    db.session.rollback()
    found = offload.call(reckon, questions, hours, moment, own)
    records = offload.call(promising.records, questions, targets, hours, moment, own)
    with writing():
        keep(found)
        promising.keep_records(records)
        if event.again:
            outbox.record(event, at=next_night(moment, hours))


def reckon(
    questions: Sequence[Any],
    hours: Coverage,
    moment: datetime,
    own: Mapping[int, Coverage] | None = None,
) -> dict[tuple[int, int], Usual]:
    """No database: a native thread does it, since a large community has tens of thousands. A
    category with hours of its own neither speaks for others nor they for it."""
    own = own or {}
    alike = [wait_of(one, hours, moment) for one in questions if one.category_id not in own]
    found = usual_waits(alike, hours.week)
    for place, theirs in own.items():
        there = [wait_of(one, theirs, moment) for one in questions if one.category_id == place]
        waits = usual_waits(there, theirs.week)
        found |= {key: usual for key, usual in waits.items() if key[0] == place}
    return found


def begin(app: Flask) -> None:
    """The first call, when a worker starts and none is waiting."""
    with app.app_context():
        waiting = select(Handling.id).where(IS_WAITING, Handling.lane == LANE).limit(1)
        if db.session.scalar(waiting) is None:
            with writing():
                outbox.record(MeasuringDue())


def asked_since(edge: datetime) -> list[Row[Any]]:
    """Questions of customers with the moment of their first useful reply and of their first
    reply of any sort. What staff started, imports and what is hidden or held never count.

    In slices: tens of thousands at once would hold the server's loop for a second."""
    place, order = (Thread.created_at, Thread.id), tuple_(Thread.created_at, Thread.id)
    statement = _asked().order_by(*place).limit(SLICE)
    rows = db.session.execute(statement.where(Thread.created_at >= edge)).all()
    found = [*rows]
    while len(rows) == SLICE:
        offload.breathe()
        last = tuple_(*(literal(v, c.type) for v, c in zip(_place(rows[-1]), place, strict=True)))
        rows = db.session.execute(statement.where(order > last)).all()
        found += rows
    return found


def _place(row: Row[Any]) -> tuple[datetime, int]:
    return row.asked_at, row.id


def _asked() -> Any:
    useful = select(func.min(Post.created_at)).where(Post.thread_id == Thread.id, useful_reply())
    return (
        select(
            Thread.id,
            Thread.category_id,
            Organisation.tier,
            Thread.created_at.label("asked_at"),
            useful.correlate(Thread).scalar_subquery().label("useful_at"),
            Thread.first_reply_at,
            Thread.first_staff_reply_at,
            Thread.solved_at,
            Thread.closed_at,
        )
        .join(User, User.id == Thread.author_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(counted())
    )


def useful_reply() -> Any:
    """Condition over Post joined to its Thread: an answer by anyone but the asker, that may be
    read by them and was not called wrong."""
    return and_(
        Post.intent == "answer",
        Post.author_id != Thread.author_id,
        Post.audience != "staff",
        Post.automatic.is_(False),
        Post.refuted_at.is_(None),
        standing(),
    )


def counted() -> Any:
    """Condition over Thread: it speaks in figures about waiting."""
    return and_(
        Thread.kind == "question",
        Thread.by_team.is_(False),
        Thread.imported.is_(False),
        listed(),
    )


def wait_of(one: Any, hours: Coverage, moment: datetime) -> Wait:
    """Until the useful reply; else until it was over without one, or until now."""
    over = min(filter(None, (one.solved_at, one.closed_at, moment)))
    end = one.useful_at or over
    minutes = max(0.0, (end - one.asked_at).total_seconds() / 60)
    return Wait(one.category_id, hour_of(one.asked_at, hours), minutes, bool(one.useful_at))


def hour_of(moment: datetime, hours: Coverage) -> int:
    """Of the week, by our clock."""
    local = moment.astimezone(hours.zone)
    return local.weekday() * 24 + local.hour


def keep(found: dict[tuple[int, int], Usual]) -> None:
    """In the place of what was known before. Inside writing()."""
    db.session.execute(delete(UsualWait))
    rows = [
        {"category_id": place, "hour": hour, "usual": u.usual, "most": u.most, "cases": u.cases}
        for (place, hour), u in found.items()
    ]
    if rows:
        db.session.execute(insert(UsualWait.__table__), rows)  # no objects are made


def next_night(moment: datetime, hours: Coverage) -> datetime:
    day = moment.astimezone(hours.zone).date() + timedelta(days=1)
    return datetime.combine(day, NIGHT, hours.zone).astimezone(moment.tzinfo)

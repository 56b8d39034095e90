"""So many open items in a forum from bench/search_world.py: clocks, claims and gifts, put straight
into tables, so that the queue has something to sort."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, text, update

from community.accounts.models import Organisation, User
from community.clock import now
from community.desk.models import Claim, DeskClock
from community.desk.together_models import Assignment, Snooze
from community.extensions import db, writing
from community.forum.models import Category, Post, Tag, Thread, ThreadTag

TIERS = ("gold", "silver", None)
CLAIMED, GIVEN, RESTING = 20, 40, 50  # one in so many items


def open_items(wanted: int, anew: bool = True) -> list[int]:
    """Let exactly so many questions wait for us; their threads."""
    if anew:
        _other_tables_anew()
    _nobody_waits()
    ids = list(
        db.session.scalars(
            select(Thread.id)
            .where(Thread.kind == "question")
            .order_by(Thread.id.desc())
            .limit(wanted)
        )
    )
    chance, moment = random.Random(wanted), now()
    with writing():
        _organisations(chance)
        clocks = [_clock(thread_id, moment, chance) for thread_id in ids]
        db.session.execute(insert(DeskClock), clocks)
        for clock in clocks:
            db.session.execute(
                update(Thread)
                .where(Thread.id == clock["thread_id"])
                .values(support_state="unanswered", waiting_since=clock["since"], by_team=False)
            )
        db.session.execute(update(Post).where(Post.thread_id.in_(ids[:50])).values(excerpt=LINE))
        _work_on(ids, moment)
    settle()
    return ids


LINE = "It stopped after the update, and the light is red. What can we do before Monday? " * 2


def settle() -> None:
    """Statistics for the planner."""
    with writing():
        for table in ("threads", "desk_clocks", "claims", "assignments", "snoozes", "users"):
            db.session.execute(text(f"ANALYZE {table}"))


def _other_tables_anew() -> None:
    """All but the forum's own tables is made anew: it may be kept from before one of their
    columns."""
    kept = [each.__table__ for each in (Thread, Post, ThreadTag, Tag, Category, User, Organisation)]
    tables = [table for table in db.metadata.sorted_tables if table not in kept]
    with writing():
        db.metadata.drop_all(db.session.connection(), tables=tables)
        db.metadata.create_all(db.session.connection(), tables=tables)


def _nobody_waits() -> None:
    with writing():
        for table in (Claim, Assignment, Snooze, DeskClock):
            db.session.execute(delete(table))
        db.session.execute(
            update(Thread)
            .where(Thread.waiting_since.is_not(None))
            .values(waiting_since=None, support_state="solved")
        )


def _organisations(chance: random.Random) -> None:
    if db.session.scalar(select(Organisation.id).limit(1)):
        return
    rows = [
        Organisation(external_id=f"o{n}", name=f"Firm {n}", tier=TIERS[n % 3]) for n in range(30)
    ]
    db.session.add_all(rows)
    db.session.flush()
    for person in db.session.scalars(select(User).where(User.roles == "customer")):
        person.organisation_id = chance.choice(rows).id


def _clock(thread_id: int, moment: Any, chance: random.Random) -> dict[str, Any]:
    """Due between yesterday and in three days: nothing of it is backlog."""
    due = moment + timedelta(minutes=chance.randrange(-400, 4320))
    return {
        "thread_id": thread_id,
        "target": chance.choice(("first_reply", "follow_up")),
        "since": due - timedelta(hours=4),
        "due_at": due,
        "resumes_at": due - timedelta(hours=4),
        "searched_by": chance.choice((0, 0, 0, 7)),
        "first_time": chance.random() < 0.2,
    }


def _work_on(ids: list[int], moment: Any) -> None:
    until = moment + timedelta(hours=10)
    claims = [{"thread_id": i, "by_id": 1 + i % 12, "until": until} for i in ids[::CLAIMED]]
    given = [
        {"thread_id": i, "to_id": 1 + i % 12, "by_id": 1, "note": "Yours?"} for i in ids[1::GIVEN]
    ]
    later = [{"thread_id": i, "by_id": 1, "until": until, "note": ""} for i in ids[2::RESTING]]
    for table, rows in ((Claim, claims), (Assignment, given), (Snooze, later)):
        db.session.execute(insert(table), rows)

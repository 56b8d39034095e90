"""People and questions for the desk's benches, and what became of them: a script in the environment
of a server (`make AGENTS CUSTOMERS ITEMS`, `check`), which prints JSON."""

import json
import sys
from datetime import timedelta
from typing import Any

from flask import Flask, session
from sqlalchemy import func, insert, select

from community import create_app
from community.accounts import sessions
from community.accounts.models import User
from community.clock import now
from community.desk.models import Claim, DeskClock
from community.extensions import db, writing
from community.forum.models import Category, Post, Thread
from community.outbox.models import Handling

COOKIE = "hearth_session"
AGENT, CUSTOMER = "agent", "asker"


def make(app: Flask, agents: int, customers: int, items: int) -> dict[str, str]:
    """Questions are put straight into tables, as the forum and the desk leave them; the session
    cookie of each person."""
    with writing():
        room = Category(slug="bench", name="Bench", position=1)
        people = [
            _person(f"{name}{n}", roles)
            for name, roles, count in (
                (AGENT, "customer,staff", agents),
                (CUSTOMER, "customer", customers),
            )
            for n in range(1, count + 1)
        ]
        db.session.add_all([room, *people])
        db.session.flush()
        askers = [one.id for one in people if one.username.startswith(CUSTOMER)]
        _ask(items, room.id, askers)
    return {one.username: cookie_of(app, one) for one in people}


def cookie_of(app: Flask, user: User) -> str:
    """Signed in by a real session; sixty passwords would take longer than what is measured."""
    with app.test_request_context():
        with writing():
            sessions.begin(user)
        key = session[sessions.COOKIE_KEY]
    client = app.test_client()
    with client.session_transaction() as kept:
        kept[sessions.COOKIE_KEY] = key
    cookie = client.get_cookie(COOKIE)
    assert cookie
    return str(cookie.value)


def _person(name: str, roles: str) -> User:
    return User(
        username=name,
        name=name.title(),
        email=f"{name}@example.com",
        email_confirmed_at=now(),
        roles=roles,
    )


def _ask(items: int, category_id: int, askers: list[int]) -> None:
    moment = now()
    threads, posts, clocks = [], [], []
    for n in range(items):
        since = moment - timedelta(minutes=n % 600)
        threads.append(
            {
                "id": n + 1,
                "category_id": category_id,
                "author_id": askers[n % len(askers)],
                "kind": "question",
                "title": f"Why does step {n} not work?",
                "slug": "why",
                "support_state": "unanswered",
                "waiting_since": since,
                "last_number": 1,
                "public_posts": 1,
                "staff_posts": 1,
            }
        )
        text = f"Step {n} ends with an error."
        posts.append(
            {
                "thread_id": n + 1,
                "number": 1,
                "author_id": askers[n % len(askers)],
                "source": text,
                "html": f"<p>{text}</p>",
                "excerpt": text,
            }
        )
        clocks.append(
            {
                "thread_id": n + 1,
                "target": "first_reply",
                "since": since,
                "resumes_at": since,
                "due_at": moment + timedelta(hours=4, minutes=n % 300),
            }
        )
    for table, rows in ((Thread, threads), (Post, posts), (DeskClock, clocks)):
        if rows:
            db.session.execute(insert(table), rows)


def check() -> dict[str, int]:
    """How many questions had how many answers of ours, and what still hangs on any of them."""
    answers = (
        select(Thread.id, func.count(Post.id).label("number"))
        .outerjoin(Post, (Post.thread_id == Thread.id) & (Post.number > 1))
        .group_by(Thread.id)
        .subquery()
    )
    rows = db.session.execute(select(answers.c.number, func.count()).group_by(answers.c.number))
    found = {int(number): int(count) for number, count in rows}
    due = (Handling.state == "waiting", Handling.due_at <= now())
    return {
        "answered once": found.get(1, 0),
        "answered twice": sum(count for number, count in found.items() if number > 1),
        "not answered": found.get(0, 0),
        "claims that stand": _count(Claim, Claim.released_at.is_(None)),
        "clocks that run": _count(DeskClock),
        "events not handled": _count(Handling, *due),
        "events given up": _count(Handling, Handling.state == "dead"),
        "claims": _count(Claim),
    }


def _count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        what, *numbers = sys.argv[1:]
        print(json.dumps(check() if what == "check" else make(app, *map(int, numbers))))

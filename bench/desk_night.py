"""The nightly reckoning of what askers may expect, for a company with 600 questions a day: how long
it takes, and how long it holds up the other requests of its process. `python -m bench.desk_night`.

A ticker in the loop of a gevent process asks for every millisecond; what comes late was held up.
"""

if __name__ == "__main__":  # before anything else is imported
    from gevent import monkey

    monkey.patch_all()

import gc
import json
import random
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

from bench.engines import ENGINES, empty_forum

DAYS, A_DAY, ROOMS, PEOPLE = 60, 600, 6, 200
TICK = 0.001
BAR = 20.0  # milliseconds
Row = tuple[str, str, str, bool | None]


def measure() -> list[Row]:
    """Each database in a process of its own, since it must be patched before anything else."""
    rows: list[Row] = []
    for engine, name in zip(ENGINES, ("SQLite", "PostgreSQL"), strict=True):
        command = [sys.executable, "-m", "bench.desk_night", engine]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        say = f"the nightly expectation, {name}"
        for what in ("reading", "whole"):
            took, clock, own = (found[f"{what} {part}"] for part in ("took", "clock", "own"))
            met = min(clock, own) <= BAR
            held = f"{clock:.1f} ms, {own:.1f} in the loop"
            rows += [
                (f"{say}, {what}, {found['questions']} questions", f"{took:.2f} s", "", None),
                (f"{say}, {what}, loop held, worst", held, f"<= {BAR:.0f} ms", met),
            ]
    return rows


def main(engine: str) -> None:
    from community.clock import now
    from community.desk import measuring
    from community.desk.events import MeasuringDue
    from community.extensions import db

    with empty_forum(engine) as app:
        fill()
        gc.freeze()  # as wsgi.py does
        found: dict[str, Any] = {}

        def read() -> None:
            with app.app_context():
                found["questions"] = len(measuring.asked_since(now() - measuring.WINDOW))
                db.session.rollback()

        def whole() -> None:
            with app.app_context():
                measuring.measure(MeasuringDue(again=False))

        for name, work in (("reading", read), ("whole", whole)):
            work()  # what is used for the first time is compiled now
            took, clock, own = beside(work)
            found |= {f"{name} took": took, f"{name} clock": clock, f"{name} own": own}
    print(json.dumps(found))


def beside(work: Any) -> tuple[float, float, float]:
    """Seconds it took; how late a tick was at worst, in milliseconds, on the clock and by the
    loop's own work."""
    import gevent

    began = time.perf_counter()
    greenlet = gevent.spawn(work)
    clocks, worst = (time.perf_counter, time.thread_time), [0.0, 0.0]
    while not greenlet.ready():
        before = [clock() for clock in clocks]
        gevent.sleep(TICK)
        worst = [max(w, (c() - b) * 1000) for w, c, b in zip(worst, clocks, before, strict=True)]
    greenlet.get()
    return time.perf_counter() - began, *worst


def fill() -> None:
    """Eight weeks and more of questions, most of them answered; put straight into tables."""
    from sqlalchemy import insert

    from community.accounts.models import User
    from community.clock import now
    from community.extensions import db, writing
    from community.forum.models import Category, Post, Thread

    chance, moment = random.Random(7), now()
    with writing():
        names = [(f"p{n}", "customer,staff" if n < 10 else "customer") for n in range(PEOPLE)]
        db.session.add_all([User(username=n, name=n, roles=roles) for n, roles in names])
        db.session.add_all([Category(slug=f"c{n}", name=f"Room {n}") for n in range(ROOMS)])
    for day in range(DAYS):
        threads, posts = [], []
        for n in range(A_DAY):
            thread_id = day * A_DAY + n + 1
            asked = moment - timedelta(days=day, minutes=chance.randrange(1440))
            replied = asked + timedelta(minutes=chance.expovariate(1 / 90))
            answered = chance.random() < 0.9 and replied < moment
            threads.append(
                {
                    "id": thread_id,
                    "category_id": 1 + thread_id % ROOMS,
                    "author_id": chance.randrange(10, PEOPLE) + 1,
                    "kind": "question",
                    "title": "Why?",
                    "slug": "why",
                    "created_at": asked,
                    "support_state": "replied" if answered else "unanswered",
                    "first_reply_at": replied if answered else None,
                    "first_staff_reply_at": replied if answered else None,
                    "last_number": 1 + answered,
                }
            )
            shared = {"thread_id": thread_id, "source": "x", "html": "x"}
            posts.append(shared | {"number": 1, "author_id": threads[-1]["author_id"]})
            posts[-1] |= {"created_at": asked, "intent": None}
            if answered:
                posts.append(shared | {"number": 2, "author_id": 1 + thread_id % 10})
                posts[-1] |= {"created_at": replied, "intent": "answer"}
        with writing():
            db.session.execute(insert(Thread), threads)
            db.session.execute(insert(Post), posts)


if __name__ == "__main__":
    main(sys.argv[1])

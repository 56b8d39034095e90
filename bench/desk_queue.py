"""How long `/queue` takes with 50 and with 5,000 open items out of 100,000 threads.

`python -m bench.desk_queue [--engine database] [--folder F]`. The page is asked for in process,
signed in, as a browser would; both sizes in one run, in turns.
"""

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.desk_waiting import open_items
from bench.engines import ENGINES
from bench.search_world import WORLDS, world
from bench.signed_in import Browser
from community.accounts import sessions
from community.accounts.models import User
from community.desk import slots
from community.extensions import db, writing
from tests.statements import counted

THREADS = 100_000
FEW, MANY = 50, 5_000
clock = time.process_time if os.environ.get("CPU") else time.perf_counter
ROUNDS, CALLS = 3, 15
BAR = 1.5  # times as long
PAGES = ("/queue", "/queue/mine", "/queue?tab=late", "/queue?tab=backlog")
Row = tuple[str, str, str, bool | None]


def measure() -> list[Row]:
    return [row for engine in ENGINES for row in rows_of(engine)]


def rows_of(engine: str, threads: int = THREADS, folder: Path = WORLDS) -> list[Row]:
    name = "SQLite" if engine == ENGINES[0] else "PostgreSQL"
    with world(threads, folder, postgres=engine == ENGINES[1]) as app:
        took: dict[tuple[int, str], list[float]] = {}
        asked: dict[tuple[int, str], int] = {}
        open_items(FEW)
        browser = signed_in(app)
        for _round in range(ROUNDS):
            for size in (FEW, MANY):
                open_items(size, anew=False)
                for path in PAGES:
                    times, statements = watched(app, browser, path)
                    took.setdefault((size, path), []).extend(times)
                    asked[size, path] = statements
    rows: list[Row] = []
    for path in PAGES:
        few, many = (statistics.median(took[size, path]) for size in (FEW, MANY))
        bar = path == PAGES[0]
        rows += [
            (f"{name}, {path}, {FEW} open of {threads}", f"{few:.1f} ms", "", None),
            (f"{name}, {path}, {MANY} open", f"{many:.1f} ms", "", None),
            _ratio(f"{name}, {path}: ratio", many / few, bar),
            _statements(f"{name}, {path}", asked[FEW, path], asked[MANY, path]),
        ]
    return rows


def _ratio(what: str, ratio: float, bar: bool) -> Row:
    return what, f"{ratio:.2f}", f"<= {BAR}" if bar else "", ratio <= BAR if bar else None


def _statements(what: str, few: int, many: int) -> Row:
    return f"{what}: statements", f"{few} and {many}", "equal", few == many


def signed_in(app: Any) -> Browser:
    """One of us, by a real session."""
    user = db.session.query(User).filter_by(username="p1").one()
    with app.test_request_context():
        with writing():
            sessions.begin(user)
        from flask import session

        key = session[sessions.COOKIE_KEY]
    client = app.test_client()
    with client.session_transaction() as kept:
        kept[sessions.COOKIE_KEY] = key
    cookie = client.get_cookie("hearth_session")
    assert cookie
    return Browser(f"hearth_session={cookie.value}")


def watched(app: Any, browser: Browser, path: str) -> tuple[list[float], int]:
    """Milliseconds of each call, and the statements of one; the badge is asked anew each time."""
    times = []
    for call in range(CALLS + 2):
        slots.forget_badge()
        began = clock()
        browser.get(app, path)
        if call >= 2:  # the first ones warm up
            times.append((clock() - began) * 1000)
    slots.forget_badge()
    with counted() as sent:
        browser.get(app, path)
    return times, len(sent)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    parser.add_argument("--folder", type=Path, default=WORLDS)
    parser.add_argument("--threads", type=int, default=THREADS)
    chosen = parser.parse_args(arguments)
    for row in rows_of(chosen.engine, chosen.threads, chosen.folder):
        print(*row, sep="  ")


if __name__ == "__main__":
    main()

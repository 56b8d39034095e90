"""How long searching and indexing hold up the other requests of their process.

A ticker in the loop of a gevent process asks for every millisecond; what comes late was held up.
Beside the clock stands the time of the processor that this process used meanwhile (all threads),
which other processes of a busy machine do not change, and what of it the loop itself used.
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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.search_log import query_log

SECONDS = 10.0
TICK = 0.001
SEARCHERS = 4
BAR = 20.0  # milliseconds


def measure(engine: str, size: int, folder: Path) -> list[tuple[str, str, str, bool | None]]:
    """Rows of a process of its own, since it must be patched before anything else."""
    command = [sys.executable, "-m", "bench.search_holding", engine, str(size), str(folder)]
    log = json.dumps([(one.kind, one.text) for one in query_log(303)])  # its texts would count
    done = subprocess.run(command, input=log, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    rows: list[tuple[str, str, str, bool | None]] = []
    for name, (count, clock, busy, own) in found.items():
        met = min(clock[-1], busy[-1]) <= BAR if count else None
        rows.append(
            (
                f"loop held, {name} ({count} times), worst",
                three(clock, busy, own, -1),
                "<= 20 ms",
                met,
            )
        )
        rows.append((f"loop held, {name}, 99.9 %", three(clock, busy, own, 1), "", None))
    return rows


def three(clock: list[float], busy: list[float], own: list[float], which: int) -> str:
    return f"{clock[which]:.1f} ms, {busy[which]:.1f} busy, {own[which]:.1f} in the loop"


def main(engine: str, size: int, folder: Path) -> None:
    from bench.search_log import Asked, ask
    from bench.search_world import world
    from community.search import indexing  # patched by now

    with world(size, folder, engine == "database") as app:
        log = [Asked(*one) for one in json.load(sys.stdin)]
        chance = random.Random(5)

        def search() -> None:
            with app.app_context():
                ask(chance.choice(log))

        def index() -> None:
            with app.app_context():
                indexing.index([chance.randint(1, size)])

        gc.freeze()  # as wsgi.py does
        for asked in log[:60]:
            ask(asked)
        index()
        works: dict[str, list[Callable[[], None]]] = {
            "nothing else": [],
            "searching": [search] * SEARCHERS,
            "indexing": [index],
            "both": [search] * SEARCHERS + [index],
        }
        found = {name: during(work) for name, work in works.items()}
    print(json.dumps(found))


def during(works: Sequence[Callable[[], None]]) -> tuple[int, list[float], ...]:
    """How often the work was done, and how late ticks were: 99 %, 99.9 % and the worst, on the
    clock, of the processor, and by the loop's own work."""
    import gevent

    done = [0]
    end = time.monotonic() + SECONDS

    def repeat(work: Callable[[], None]) -> None:
        while time.monotonic() < end:
            work()
            done[0] += 1
            gevent.sleep(1e-6)  # the next request comes by a socket: by the next round of the loop

    greenlets: list[Any] = [gevent.spawn(repeat, work) for work in works]
    clocks = (time.perf_counter, time.process_time, time.thread_time)
    late: list[list[float]] = [[], [], []]
    while time.monotonic() < end:
        begun = [clock() for clock in clocks]
        gevent.sleep(TICK)
        for each, clock, before in zip(late, clocks, begun, strict=True):
            each.append((clock() - before) * 1000)
    gevent.joinall(greenlets, raise_error=True)
    return (done[0], *(_late(each) for each in late))


def _late(values: list[float]) -> list[float]:
    values.sort()
    return [values[len(values) * 990 // 1000], values[len(values) * 999 // 1000], values[-1]]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))

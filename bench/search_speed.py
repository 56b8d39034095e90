"""The speed of search on a generated forum, through the product's own query path.

`python -m bench.search_speed` measures 10,000, 30,000 and 100,000 threads (three posts each on
average) with Whoosh; `--engine database` PostgreSQL with 1,000,000 posts. The forums are kept in
bench-results/worlds (`--folder`), so that only the first run makes and indexes them; `--rebuild`
indexes again. Every figure is given on the clock and in time of the processor (all threads of this
process): on a busy machine only the second one can be compared.
"""

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.search_holding import measure as held
from bench.search_log import TYPED, Asked, ask, hostile, query_log
from bench.search_rival import Rival
from bench.search_world import WORLDS, counts, world
from community.accounts.readers import VISITOR
from community.extensions import db
from community.search import engine, indexing, rebuilding
from community.search.similar import similar

SIZES = (10_000, 30_000, 100_000)
POSTGRES_THREADS = 333_000  # a million posts
BARS = {"whoosh": 100.0, "database": 50.0}  # milliseconds, 95th percentile of the mixed log
SUGGESTION_BAR = 30.0
WARM, MEASURED = 101, 202  # seeds: what warms up is not what is measured
Row = tuple[str, str, str, bool | None]


class Took(NamedTuple):
    """One query: milliseconds on the clock and of the processor."""

    asked: Asked
    wall: float
    busy: float
    partial: bool = False
    rival: float = 0.0


def measure() -> list[Row]:
    """All rows of the embedded engine."""
    return list(rows_of("whoosh"))


def rows_of(
    name: str, sizes: Sequence[int] = (), folder: Path = WORLDS, anew: bool = False
) -> Iterator[Row]:
    """The bars hold for the largest forum."""
    postgres = name == "database"
    sizes = sizes or ((POSTGRES_THREADS,) if postgres else SIZES)
    for size in sizes:
        with world(size, folder, postgres):
            yield from one_size(name, size, folder, anew, last=size == sizes[-1])


def one_size(name: str, size: int, folder: Path, anew: bool, last: bool) -> Iterator[Row]:
    threads, posts = counts()
    label = f"{threads:,} threads, {posts:,} posts"
    yield (label, name, "", None)
    yield from indexed(posts, anew)
    rival = Rival(folder / f"rival-{name}-{size}.db")
    rival.fill()
    for asked in query_log(WARM, 20):
        ask(asked)
        rival.ask(asked)
    gc.freeze()  # as wsgi.py does; the bench's own texts would be looked through now and then
    took = [timed(asked, rival) for asked in query_log(MEASURED)]
    yield from by_kind(took)
    yield from judged(took, BARS[name] if last else None)
    yield from other_work(size)
    if last:
        yield from held(name, size, folder)
    if name == "whoosh":
        yield ("memory of a reading process", reader_memory(size, folder), "", None)


def indexed(posts: int, anew: bool) -> Iterator[Row]:
    """How fast the product's own rebuild is; nothing when there is an index already."""
    if engine.current().is_usable() and not anew:
        return
    wall, busy = time.perf_counter(), time.process_time()
    rebuilding.rebuild()
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield ("rebuild", f"{wall:.0f} s, {busy:.0f} s busy", "", None)
    yield (
        "rebuild, posts a second of processor",
        f"{posts / busy:.0f}",
        ">= 400",
        posts / busy >= 400,
    )
    yield ("memory at its peak, with the bench's own texts", f"{peak:.0f} MB", "", None)


def timed(asked: Asked, rival: Rival) -> Took:
    partial, wall, busy = clocked(lambda: ask(asked))
    _hits, theirs, _busy = clocked(lambda: rival.ask(asked))
    return Took(asked, wall, busy, partial, theirs)


def clocked(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """(its answer, milliseconds on the clock, milliseconds of the processor)."""
    wall, busy = time.perf_counter(), time.process_time()
    answer = work()
    return answer, (time.perf_counter() - wall) * 1000, (time.process_time() - busy) * 1000


def by_kind(took: Sequence[Took]) -> Iterator[Row]:
    yield ("p50 / p95 / worst in ms:", "clock", "busy | FTS5 p50 / p95", None)
    for kind in sorted({one.asked.kind for one in took}):
        yield line(kind, [one for one in took if one.asked.kind == kind])
    yield line("all of the log", took)


def line(name: str, took: Sequence[Took]) -> Row:
    wall, busy, rival = ([getattr(t, each) for t in took] for each in ("wall", "busy", "rival"))
    theirs = f"{at(rival, 50):.1f} / {at(rival, 95):.1f}"
    return (f"  {name}", spread(wall), f"{spread(busy)} | {theirs}", None)


def spread(values: Sequence[float]) -> str:
    return f"{at(values, 50):.1f} / {at(values, 95):.1f} / {max(values):.1f}"


def at(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def judged(took: Sequence[Took], bar: float | None) -> Iterator[Row]:
    """The figures with bars; the clock is held against them, so take them on a quiet machine. With
    a database server the processor's time is that of this process alone."""
    typed = [one for one in took if one.asked.kind == TYPED]
    searched = [one for one in took if one.asked.kind != TYPED]
    for name, some, limit in (
        ("mixed log", took, bar),
        ("  without as-you-type", searched, None),
        ("suggestions", typed, SUGGESTION_BAR if bar else None),
    ):
        wall, busy = at([t.wall for t in some], 95), at([t.busy for t in some], 95)
        ratio = wall / at([t.rival for t in some], 95)
        value = f"{wall:.1f} ms, {busy:.1f} busy"
        bars = f"<= {limit:.0f} ms" if limit else ""
        met = None if limit is None else wall <= limit
        yield (f"{name}, p95", value, bars, met)
        yield (f"{name}, p95 as a ratio to FTS5", f"{ratio:.2f}", "", None)
    partial = sum(one.partial for one in searched) / len(searched)
    yield ("answers marked as partial", f"{partial:.1%}", "", None)
    slow = sorted(took, key=lambda one: -one.busy)[:5]
    for one in slow:
        yield (f"  slow: {one.asked.kind}: {one.asked.text[:50]}", f"{one.busy:.1f} busy", "", None)


def other_work(size: int) -> Iterator[Row]:
    """Bad will, similar questions, and one thread indexed again."""
    evil = {
        name: clocked(lambda t=text: ask(Asked("hostile", t))) for name, text in hostile().items()
    }
    worst = max(evil, key=lambda name: evil[name][2])
    yield (
        "slowest hostile query",
        f"{evil[worst][1]:.0f} ms, {evil[worst][2]:.0f} busy",
        worst,
        None,
    )
    questions = [one.text for one in query_log(MEASURED + 1) if one.kind == "whole question"]
    near = [clocked(lambda t=text: similar(t, t * 3, VISITOR)) for text in questions]
    db.session.rollback()
    yield (
        "similar questions",
        spread([t[1] for t in near]),
        f"{spread([t[2] for t in near])} busy",
        None,
    )
    again = [clocked(lambda i=i: indexing.index([i])) for i in range(1, size, size // 40)]
    yield (
        "one thread again",
        spread([t[1] for t in again]),
        f"{spread([t[2] for t in again])} busy",
        None,
    )


def reader_memory(size: int, folder: Path) -> str:
    """What a process takes that only opens the index and reads: of its own, and with files."""
    command = [
        sys.executable,
        "-m",
        "bench.search_reader",
        str(folder / f"sqlite-{size}" / "index"),
    ]
    log = json.dumps([(one.kind == TYPED, one.text) for one in query_log(MEASURED)])
    done = subprocess.run(command, input=log, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    return f"{found['own']} MB own, {found['all']} with files ({found['before']} before opening)"


def main() -> int:
    options = argparse.ArgumentParser(description="Measure the speed of search.")
    options.add_argument("threads", nargs="*", type=int)
    options.add_argument("--engine", choices=tuple(BARS), default="whoosh")
    options.add_argument("--folder", type=Path, default=WORLDS)
    options.add_argument("--rebuild", action="store_true")
    said = options.parse_args()
    missed = 0
    for what, value, bar, met in rows_of(said.engine, said.threads, said.folder, said.rebuild):
        mark = "" if met is None else ("ok" if met else "BELOW THE BAR")
        print(f"{what:58} {value:>26}  {bar:24} {mark}", flush=True)
        missed += met is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

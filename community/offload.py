"""Work that must not run in the server's loop: rendering in helper processes, the rest in threads.

A helper stops itself after two seconds; one that does not answer is killed half a second later
and replaced, so that a slow text costs its author the layout and nobody else anything.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from community import markup
from community.markup import Rendered, render_plain
from community.markup.helper import Helper, HelperGone
from community.markup.hopeless import is_hopeless

T = TypeVar("T")

HELPERS = 2
WAIT_LIMIT = 30.0  # seconds a text may wait for a free helper before it is shown plain
SOON = 1e-6  # seconds: the next round of the loop
LAST = -2  # libev's lowest priority
CHUNK = 25  # texts handed over at once in an import
POOLS = {"search": 3, "index": 1, "hashing": 2, "images": 1, "reading": 2, "other": 4}


class Crew:
    """The helpers of this process; who needs one waits until one is free."""

    def __init__(self, size: int = HELPERS) -> None:
        self.size = size
        self.pid = os.getpid()
        self.dead: list[Helper] = []
        self.free: queue.LifoQueue[Helper | None] = queue.LifoQueue()
        for _ in range(size):
            self.free.put(None)  # a seat; its helper is started when first needed

    @contextlib.contextmanager
    def helper(self, wait: float = WAIT_LIMIT) -> Iterator[Helper]:
        """Borrow a helper; one that is left in the middle of its work is not given back."""
        seat = self.free.get(timeout=wait)
        self._let_go(None)
        try:
            seat = seat or Helper()
            yield seat
        except BaseException:  # also a greenlet that is killed: an answer would be left over
            self._let_go(seat)
            seat = None
            raise
        finally:
            self.free.put(seat)

    def _let_go(self, seat: Helper | None) -> None:
        if seat:
            seat.kill()
            self.dead.append(seat)
        self.dead = [helper for helper in self.dead if not helper.is_buried()]

    def end(self) -> None:
        """End the helpers that are free; the others end with their socket."""
        while True:
            try:
                seat = self.free.get_nowait()
            except queue.Empty:
                return
            self._let_go(seat)


_crew: Crew | None = None
_making = threading.Lock()


def crew() -> Crew:
    """The helpers of this very process; a fork has none yet."""
    global _crew
    with _making:
        if _crew is None or _crew.pid != os.getpid():
            _crew = Crew()
            atexit.register(_crew.end)
        return _crew


def start_helpers() -> None:
    """Start the helpers before the first text comes; done when the server starts."""
    with contextlib.ExitStack() as borrowed:
        for _ in range(crew().size):
            with contextlib.suppress(HelperGone, queue.Empty):
                borrowed.enter_context(crew().helper())


def render(source: str, **options: Any) -> Rendered:
    """Render a text in a helper; never raises and never takes long."""
    if is_hopeless(source):
        return render_plain(source, options.get("labels"))
    try:
        with crew().helper() as helper:
            (answer,) = helper.ask("render", [source], _plain(options))
    except (HelperGone, queue.Empty):
        answer = {"failed": "gone"}
    return _rendered(answer, source, options)


def render_here(source: str, **options: Any) -> Rendered:
    """Render in this process: for tests and small commands, without a time limit."""
    return markup.render(source, **options)


def render_many(sources: Iterable[str], **options: Any) -> list[Rendered]:
    """Render many texts, all helpers at once; the answers are in the order of the texts."""
    texts = list(sources)
    answers = _ask_all("render", texts, options)
    return [_rendered(*pair, options) for pair in zip(answers, texts, strict=True)]


def from_html_many(bodies: Iterable[str], **options: Any) -> list[tuple[Rendered, str]]:
    """Clean many HTML bodies, all helpers at once: each with the Markdown it may be edited as."""
    texts = list(bodies)
    answers = _ask_all("from_html", texts, options)
    return [
        (_rendered(answer, text, options), answer.get("source", text))
        for answer, text in zip(answers, texts, strict=True)
    ]


def _ask_all(job: str, texts: list[str], options: dict[str, Any]) -> list[dict[str, Any]]:
    wire = _plain(options)
    chunks = [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
    with ThreadPoolExecutor(crew().size) as threads:
        found = threads.map(lambda chunk: _ask_chunk(job, chunk, wire), chunks)
        return [answer for chunk in found for answer in chunk]


def _ask_chunk(job: str, texts: list[str], options: dict[str, Any]) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    while len(answers) < len(texts):
        try:
            with crew().helper(wait=600) as helper:
                for answer in helper.ask(job, texts[len(answers) :], options):
                    answers.append(answer)
        except (HelperGone, queue.Empty):
            answers.append(
                {"failed": "gone"}
            )  # the text it died of; the next helper takes the rest
    return answers


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    return {**options, "known": list(options.get("known", ()))}


def _rendered(answer: dict[str, Any], source: str, options: dict[str, Any]) -> Rendered:
    if "failed" in answer:
        return render_plain(source, options.get("labels"))
    return Rendered.from_dict(answer["rendered"])


# Threads and turns

_turns = threading.Lock()  # gevent's own, since wsgi.py patches first: who waits longest is next

_pools: dict[tuple[int, str], Any] = {}
_pools_lock = threading.Lock()


def call(fn: Callable[..., T], *args: Any, pool: str = "other") -> T:
    """Run a function in a native thread and wait for it without holding up the loop.

    It has no application context there, and must not call into its own pool.
    """
    if not is_patched():
        return _pool(pool, ThreadPoolExecutor).submit(fn, *args).result()
    # gevent writes what a task raises to the log, though the caller may have expected it
    answer, error = _pool(pool, _native_pool).apply(_outcome, (fn, args))
    if error is not None:
        raise error
    return answer


def _outcome(fn: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    try:
        return fn(*args), None
    except Exception as error:
        return None, error


def breathe() -> None:
    """Let others have the loop; between two pieces of work that take some milliseconds each.

    `sleep(0)` would not do: gevent goes on with whoever sleeps so, fifty times over, before it
    looks at sockets and clocks again. Those who breathe here get the loop one at a time, last in
    each of its rounds.
    """
    if not is_patched():
        return  # threads take the interpreter from each other by themselves
    from gevent import get_hub

    with _turns:
        hub = get_hub()
        hub.wait(hub.loop.timer(SOON, priority=LAST))


def is_patched() -> bool:
    """Say whether gevent has taken over the threads of this process."""
    monkey = sys.modules.get("gevent.monkey")
    return bool(monkey and monkey.is_module_patched("threading"))


def _native_pool(size: int) -> Any:
    from gevent.threadpool import ThreadPool

    return ThreadPool(size)


def _pool(name: str, make: Callable[[int], Any]) -> Any:
    key = (os.getpid(), name)
    if key not in _pools:
        with _pools_lock:
            if key not in _pools:
                _pools[key] = make(POOLS[name])
    return _pools[key]

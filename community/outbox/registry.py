"""Who listens to what: filled at import time by `@on`, read by the recorder and the worker."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Event = Any  # a frozen dataclass of ids, named in the past tense


@dataclass(frozen=True)
class Handler:
    """One reaction. `lane` is its name: a slow or failing lane stops no other."""

    lane: str
    function: Callable[..., None]
    #: run inside a write transaction that also marks the handling as done (exactly once)
    writes: bool
    #: the most events handed over at once; 0: one event a call, not a list
    batch: int


handlers: dict[str, Handler] = {}
events: dict[str, type] = {}
listeners: dict[str, list[str]] = defaultdict(list)  # event name -> lanes


def on(*kinds: type, writes: bool = True, batch: int = 0) -> Callable[[Callable], Callable]:
    """Let a function hear of events.

    With `writes` (the default) it runs inside one write transaction and must not yield there;
    without, it runs in no transaction, may be called twice for one event, and does slow work.
    With `batch` it gets a list of up to that many events.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        room = function.__module__.removeprefix("community.").removesuffix(".handlers")
        lane = f"{room}.{function.__name__}"
        if lane in handlers:
            raise RuntimeError(f"Two handlers are called {lane}.")
        handlers[lane] = Handler(lane, function, writes, batch)
        for kind in kinds:
            events[kind.__name__] = kind
            listeners[kind.__name__].append(lane)
        return function

    return register

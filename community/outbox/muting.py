"""Let acts pass without anybody hearing: for what is staged, such as the demo's past."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from community.outbox.registry import Event


@dataclass(frozen=True)
class Muting:
    kinds: tuple[type, ...]
    since: datetime


_muting: ContextVar[Muting | None] = ContextVar("muting", default=None)


@contextmanager
def only(*kinds: type, after: datetime) -> Iterator[None]:
    """Inside, only events of these kinds are recorded, and timers that ring after a moment."""
    token = _muting.set(Muting(kinds, after))
    try:
        yield
    finally:
        _muting.reset(token)


def is_muted(fact: Event, at: datetime | None) -> bool:
    muting = _muting.get()
    if muting is None or isinstance(fact, muting.kinds):
        return False
    return at is None or at <= muting.since

"""Small answers every page needs, kept in memory until something they depend on is touched."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app

from community.caching.freshness import EVERYTHING, Freshness

LIVES = 10.0  # seconds: a message from another process may have been lost
KEPT = 10_000  # small answers; the oldest goes first


def remembered(name: str, make: Callable[[], Any], tags: Sequence[str] = (EVERYTHING,)) -> Any:
    """What `make` answered last, made anew after a touch of one of the tags."""
    fresh: Freshness = current_app.extensions["freshness"]
    kept = current_app.extensions.setdefault("remembered", {})
    moment, made_at, answer = kept.get(name, (-1, 0.0, None))
    if moment >= 0 and fresh.unchanged_since(moment, tags) and time.monotonic() - made_at < LIVES:
        return answer
    moment = fresh.moment  # before making: a touch meanwhile must count
    answer = make()
    kept.pop(name, None)
    kept[name] = (moment, time.monotonic(), answer)
    while len(kept) > KEPT:
        kept.pop(next(iter(kept)), None)
    return answer

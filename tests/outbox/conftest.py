"""Handlers that exist for one test only."""

from dataclasses import dataclass

import pytest

from community.outbox import registry


@dataclass(frozen=True)
class LampLit:
    lamp_id: int


@pytest.fixture
def listening():
    """`listening(function, writes=…, batch=…)` lets a function hear of LampLit."""
    lanes = []

    def listen(function, writes=True, batch=0, kind=LampLit):
        registry.on(kind, writes=writes, batch=batch)(function)
        lane = f"{function.__module__.removeprefix('community.')}.{function.__name__}"
        lanes.append((kind.__name__, lane))
        return lane

    yield listen
    for name, lane in lanes:
        registry.handlers.pop(lane)
        registry.listeners[name].remove(lane)
        registry.events.pop(name, None)

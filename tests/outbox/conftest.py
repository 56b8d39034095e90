"""Handlers that exist for one test only."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from community import outbox
from community.extensions import db, writing
from community.outbox import registry
from community.outbox.models import Handling


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


def light(*lamps, at=None):
    with writing():
        for lamp in lamps:
            outbox.record(LampLit(lamp), at=at)


def handlings(lane):
    db.session.rollback()
    return list(
        db.session.scalars(select(Handling).where(Handling.lane == lane).order_by(Handling.id))
    )


def handlings_inside(lane):
    return list(
        db.session.scalars(select(Handling).where(Handling.lane == lane).order_by(Handling.id))
    )

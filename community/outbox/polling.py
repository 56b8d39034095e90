"""Which lanes have something to do: one statement for all, and only when something changed."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Select, func, literal, select, union_all

from community.clock import now
from community.extensions import db
from community.outbox.models import IS_WAITING, Handling

TICK_SQLITE = 0.1  # seconds between two looks at PRAGMA data_version (a few microseconds each)
TICK_OTHERS = 0.25  # seconds between two looks at the table
AT_LEAST = timedelta(seconds=5)  # leases run out without any commit


class Poller:
    """Knows the lanes that are due. Commits of this process ring their lanes themselves; this is
    for other processes, for times that come, and for leases that run out."""

    def __init__(self, app: Flask, lanes: list[str]) -> None:
        self.version = Version(app)
        self.tick = TICK_SQLITE if self.version.path else TICK_OTHERS
        self.next_look = now()
        self.statement = earliest_in(lanes) if lanes else None

    def due_lanes(self) -> set[str]:
        """Empty, without asking the table, while nothing can have changed."""
        changed = self.version.has_changed()
        if self.statement is None or not (changed or now() >= self.next_look):
            return set()
        moment = now()
        rows = [row for row in db.session.execute(self.statement) if row.due_at]
        db.session.rollback()
        later = [row.due_at for row in rows if row.due_at > moment]
        self.next_look = min([moment + AT_LEAST, *later])
        return {row.lane for row in rows if row.due_at <= moment}


def due_lanes(moment: datetime) -> Select[Any]:
    """The lanes with something to do, for one who does not wait for more."""
    return select(Handling.lane).where(IS_WAITING, Handling.due_at <= moment).distinct()


def earliest_in(lanes: list[str]) -> Any:
    """The earliest waiting moment of each lane: one step into the index a lane."""
    return union_all(
        *(
            select(literal(lane).label("lane"), func.min(Handling.due_at).label("due_at")).where(
                IS_WAITING, Handling.lane == lane
            )
            for lane in lanes
        )
    )


class Version:
    """Whether any other connection committed since the last look; SQLite alone can tell cheaply."""

    def __init__(self, app: Flask) -> None:
        settings = app.config["SETTINGS"]
        name = settings.database.removeprefix("sqlite:///") if settings.is_sqlite else ""
        self.path = Path(name) if name and ":memory:" not in name else None
        self.connection: sqlite3.Connection | None = None
        self.seen = -1

    def has_changed(self) -> bool:
        if self.path is None:
            return True
        if self.connection is None:
            self.connection = sqlite3.connect(self.path, check_same_thread=False)
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        changed, self.seen = version != self.seen, version
        return changed

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

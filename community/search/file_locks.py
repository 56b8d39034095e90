"""Turns among the processes of one machine, by locked files; a lock dies with its process."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from community.search.engine import AlreadyRebuilding

PAUSE = 0.01


@contextmanager
def turn(folder: Path, seconds: float) -> Iterator[None]:
    """See `engine.Engine.turn`."""
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + seconds
    with (folder / "writing").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(PAUSE)  # lets other greenlets work
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """See `engine.Engine.alone`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "rebuilding").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRebuilding from error
        yield

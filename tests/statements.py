"""Count the statements a request sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from community.extensions import db

NOT_COUNTED = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent inside, in order, without those that only frame transactions."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(NOT_COUNTED):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

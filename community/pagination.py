"""Keyset pages: the next page begins after the last row, however many came before."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, tuple_

from community.extensions import UTCDateTime, db

LIST_PAGE = 30
LARGEST = 2**63 - 1  # what a whole number of the databases holds


@dataclass(frozen=True)
class Page:
    """Rows in order, and opaque cursors (None: nothing there)."""

    rows: Sequence[Any]
    after: str | None = None

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset(
    statement: Select[Any],
    keys: Sequence[tuple[str, Any]],
    cursor: str | None,
    size: int = LIST_PAGE,
) -> Page:
    """One page of a statement, newest first (all keys descending).

    `keys` are (name of the row's attribute, column); the last one must be unique. A cursor
    that makes no sense counts as none.
    """
    columns = [column for _name, column in keys]
    values = decode(cursor, columns)
    if values:
        statement = statement.where(tuple_(*columns) < tuple_(*values))
    statement = statement.order_by(*[c.desc() for c in columns]).limit(size + 1)
    rows = db.session.execute(statement).all()
    if len(rows) <= size:
        return Page(rows)
    rows = rows[:size]
    return Page(rows, after=encode([getattr(rows[-1], name) for name, _column in keys]))


def encode(values: Sequence[Any]) -> str:
    plain = [v.timestamp() if isinstance(v, datetime) else v for v in values]
    kinds = "".join("t" if isinstance(v, datetime) else "v" for v in values)
    return base64.urlsafe_b64encode(json.dumps([kinds, *plain]).encode()).decode().rstrip("=")


def decode(cursor: str | None, columns: Sequence[Any]) -> list[Any] | None:
    """The values a page begins after; None for anything that these columns could not hold."""
    if not cursor or len(cursor) > 300:
        return None
    try:
        kinds, *plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_read(*parts) for parts in zip(columns, kinds, plain, strict=True)]
    except (ValueError, TypeError, OverflowError, OSError, RecursionError):
        return None


def _read(column: Any, kind: str, value: Any) -> Any:
    """A moment or a whole number, whatever the cursor says of itself: anybody can write one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    if isinstance(column.type, UTCDateTime) != (kind == "t"):
        raise TypeError(kind)
    if kind == "t":
        return datetime.fromtimestamp(value, UTC)
    if not isinstance(value, int) or abs(value) > LARGEST:
        raise ValueError(value)
    return value

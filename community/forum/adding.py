"""Add a row that may be there already, in one statement that two writers cannot race."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from community.extensions import db, is_sqlite


def add_once(model: Any, **values: Any) -> bool:
    """Whether the row is new. The model's defaults apply."""
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    found = db.session.execute(insert(model).values(**values).on_conflict_do_nothing())
    return bool(found.rowcount)  # type: ignore[attr-defined]

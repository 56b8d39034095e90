"""Add a row that may be there already, in one statement that two writers cannot race."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from community.extensions import db, is_sqlite


def add_once(model: Any, **values: Any) -> bool:
    """Whether the row is new. The model's defaults apply."""
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    # into the table: for a mapped class PostgreSQL's answer has no count, only -1
    statement = insert(model.__table__).values(**values).on_conflict_do_nothing()
    found = db.session.execute(statement, execution_options={"preserve_rowcount": True})
    return found.rowcount == 1  # type: ignore[attr-defined]

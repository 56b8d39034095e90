"""Statements built once for each kind of reader: building one takes longer than running it."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache, wraps
from typing import Any

from sqlalchemy import Result, bindparam
from sqlalchemy.orm import class_mapper, make_transient_to_detached

from community.accounts.readers import VISITOR, Reader
from community.extensions import db

SHAPES = 300  # statements kept for one function

Build = Callable[..., Any]
Run = Callable[..., Result[Any]]


def record(model: Any, values: Sequence[Any]) -> Any:
    """A record from the columns of its table, in their order: at a third of what the session
    takes to load it. The session does not know it, so it is to be read, not to be changed."""
    made = class_mapper(model).class_manager.new_instance()
    made.__dict__.update(zip(_names(model), values, strict=False))
    return made


def known_record(model: Any, values: Sequence[Any]) -> Any:
    """The same, and the session knows it as if it had loaded it."""
    session = db.session()
    key = class_mapper(model).identity_key_from_primary_key((values[0],))
    found = session.identity_map.get(key)
    if found is None:
        found = record(model, values)
        make_transient_to_detached(found)
        session.add(found)
    return found


@cache
def _names(model: Any) -> list[str]:
    return [class_mapper(model).get_property_by_column(c).key for c in model.__table__.c]


def prepared(build: Build) -> Run:
    """Turn a function that builds a statement for a reader into one that runs it.

    It is called once for visitors, customers and staff each, with a reader whose id is a
    parameter, and for each shape (what changes the statement itself). What else differs from
    run to run are `bindparam`s, given by name. It selects columns, no entities.
    """

    @lru_cache(maxsize=SHAPES)
    def kept(is_visitor: bool, is_staff: bool, *shape: Any) -> Any:
        if is_visitor:
            return build(VISITOR, *shape)
        return build(Reader(bindparam("reader_id"), is_staff), *shape)  # type: ignore[arg-type]

    @wraps(build)
    def run(reader: Reader, *shape: Any, **values: Any) -> Result[Any]:
        statement = kept(reader.is_visitor, reader.is_staff, *shape)
        session = db.session()
        # Inside writing() the session writes first what waits. Else it has nothing to add for
        # columns, and what it does for entities costs as much as the question.
        ask = session.execute if session.info.get("writing") else session.connection().execute
        return ask(statement, {**values, "reader_id": reader.user_id})

    return run

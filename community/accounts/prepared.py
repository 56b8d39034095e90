"""Statements built once for each kind of reader: building one takes longer than running it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import Result, bindparam

from community.accounts.readers import VISITOR, Reader
from community.extensions import db

Build = Callable[..., Any]
Run = Callable[..., Result[Any]]


def prepared(build: Build) -> Run:
    """Turn a function that builds a statement for a reader into one that runs it.

    It is called once for visitors, customers and staff each, with a reader whose id is a
    parameter. What else differs from run to run are `bindparam`s, given by name.
    """

    @lru_cache(maxsize=3)
    def kept(is_visitor: bool, is_staff: bool) -> Any:
        if is_visitor:
            return build(VISITOR)
        return build(Reader(bindparam("reader_id"), is_staff))  # type: ignore[arg-type]

    def run(reader: Reader, **values: Any) -> Result[Any]:
        statement = kept(reader.is_visitor, reader.is_staff)
        return db.session.execute(statement, {**values, "reader_id": reader.user_id})

    return run

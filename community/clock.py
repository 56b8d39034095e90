"""The only clock of the house, so that tests can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen or datetime.now(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Stop the clock at a moment (tests and seeds); nested calls restore what was before."""
    global _frozen
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before


@contextmanager
def moved_by(span: timedelta) -> Iterator[None]:
    """Stop the clock a span away from now."""
    with set_to(now() + span):
        yield

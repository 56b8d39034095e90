"""Changes reach the index: in batches, within a second, in one lane."""

from typing import Any

from community.forum.events import (
    AcceptanceWithdrawn,
    AnswerAccepted,
    PostAdded,
    PostChanged,
    SupportStateChanged,
    ThreadChanged,
    ThreadImported,
    ThreadOpened,
)
from community.outbox import on
from community.search import indexing, rebuilding
from community.search.engine import IndexMissing

CHANGES = (
    ThreadOpened,
    ThreadChanged,
    ThreadImported,
    PostAdded,
    PostChanged,
    AnswerAccepted,
    AcceptanceWithdrawn,
    SupportStateChanged,
)


@on(*CHANGES, writes=False, batch=50)
def index_threads(changes: list[Any]) -> None:
    """Read the threads as they are now, so that doing it twice or late does no harm."""
    try:
        indexing.index(change.thread_id for change in changes)
    except IndexMissing:
        rebuilding.make_sure()  # reads everything, these changes included

"""What waits for us beside questions: each kind a list of its own, sorted into the one queue.

Held posts and suspected outages: whoever knows of something adds a Source when the app starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select

from community.desk.bands import Edges


@dataclass(frozen=True)
class Source:
    """Items of one kind, from SQL alone. One thread has at most one item of a kind."""

    #: in "desk/_<kind>_item.html", and in the item's name on the page: "held-12"
    kind: str
    #: the columns of its items: kind, id (of the thread if on_thread), band, points, since, due_at
    #: or None, claimed_by_id, and what its template shows
    rows: Callable[[Edges], Select[Any]]
    #: band, -points, since, thread id
    order: Callable[[Edges], tuple[Any, ...]]
    is_late: Callable[[Edges], ColumnElement[bool]]
    #: which of them this person is on; None where nobody claims these
    is_of: Callable[[Any], ColumnElement[bool]] | None = None
    #: its items belong to threads; else `id` is a number of their own and no filter finds them
    on_thread: bool = True


sources: list[Source] = []


def add(source: Source) -> None:
    """Once, however often an app is made in one process."""
    if source not in sources:
        sources.append(source)

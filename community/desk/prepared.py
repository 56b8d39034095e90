"""The queue's statements are built once: the moments, which differ at every look, are parameters.

Building one of them takes ten times as long as asking it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import BindParameter, bindparam

from community.desk.bands import MOMENTS, Edges
from community.desk.models import DeskClock

T = TypeVar("T")


@dataclass(frozen=True)
class NamedEdges(Edges):
    """Edges as named parameters. `spans` collects by how much earlier ones were asked for."""

    spans: set[timedelta] = field(default_factory=set)

    def before(self, span: timedelta) -> "NamedEdges":
        self.spans.add(span)
        earlier: dict[str, Any] = {n: _parameter(_earlier(n, span)) for n in MOMENTS}
        return replace(self, **earlier)


def prepared(name: str, edges: Edges, build: Callable[[NamedEdges], T]) -> tuple[T, dict[str, Any]]:
    """What `build` makes of named edges, kept under this name, and the values for these edges."""
    kept = _kept()
    key = (name, len(edges.nights))
    if key not in kept:
        named = named_edges(edges)
        kept[key] = (build(named), named.spans)
    made, spans = kept[key]
    return made, values_of(edges, spans)


def _kept() -> dict[tuple[str, int], Any]:
    """Of these settings: the points of tiers, for example, are part of the statements."""
    settings = current_app.config["SETTINGS"]
    known, kept = current_app.extensions.get("desk_statements", (None, {}))
    if known is not settings:
        kept = {}
        current_app.extensions["desk_statements"] = (settings, kept)
    return kept


def named_edges(edges: Edges) -> NamedEdges:
    """The same edges as parameters."""
    named: dict[str, Any] = {name: _parameter(name) for name in MOMENTS}
    named["nights"] = tuple(
        (_parameter(f"night_{n}"), _parameter(f"morning_{n}")) for n in range(len(edges.nights))
    )
    return NamedEdges(hours=edges.hours, **named)


def values_of(edges: Edges, spans: set[timedelta]) -> dict[str, Any]:
    values = {name: getattr(edges, name) for name in MOMENTS}
    for number, (night, morning) in enumerate(edges.nights):
        values |= {f"night_{number}": night, f"morning_{number}": morning}
    for span in spans:
        earlier = edges.before(span)
        values |= {_earlier(name, span): getattr(earlier, name) for name in MOMENTS}
    return values


def _earlier(name: str, span: timedelta) -> str:
    return f"{name}_less_{span.total_seconds():.0f}"


def _parameter(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=DeskClock.due_at.type)

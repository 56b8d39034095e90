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
    #: before the names, where these are the edges of one category
    prefix: str = ""

    def before(self, span: timedelta) -> "NamedEdges":
        self.spans.add(span)
        earlier: dict[str, Any] = {
            name: _parameter(self.prefix + _earlier(name, span)) for name in MOMENTS
        }
        own = {number: edges.before(span) for number, edges in self.own.items()}
        return replace(self, **earlier, own=own)


def prepared(name: str, edges: Edges, build: Callable[[NamedEdges], T]) -> tuple[T, dict[str, Any]]:
    """What `build` makes of named edges, kept under this name, and the values for these edges."""
    kept = _kept()
    key = (name, len(edges.nights), *((n, len(own.nights)) for n, own in edges.own.items()))
    if key not in kept:
        named = named_edges(edges)
        kept[key] = (build(named), named.spans)
    made, spans = kept[key]
    return made, values_of(edges, spans)


def _kept() -> dict[tuple[Any, ...], Any]:
    """Of these settings: the points of tiers, for example, are part of the statements."""
    settings = current_app.config["SETTINGS"]
    known, kept = current_app.extensions.get("desk_statements", (None, {}))
    if known is not settings:
        kept = {}
        current_app.extensions["desk_statements"] = (settings, kept)
    return kept


def named_edges(edges: Edges, prefix: str = "") -> NamedEdges:
    """The same edges as parameters."""
    named: dict[str, Any] = {name: _parameter(prefix + name) for name in MOMENTS}
    named["nights"] = tuple(
        (_parameter(f"{prefix}night_{n}"), _parameter(f"{prefix}morning_{n}"))
        for n in range(len(edges.nights))
    )
    own = {number: named_edges(one, _of(number)) for number, one in edges.own.items()}
    return NamedEdges(hours=edges.hours, own=own, prefix=prefix, **named)


def values_of(edges: Edges, spans: set[timedelta], prefix: str = "") -> dict[str, Any]:
    values = {prefix + name: getattr(edges, name) for name in MOMENTS}
    for number, (night, morning) in enumerate(edges.nights):
        values |= {f"{prefix}night_{number}": night, f"{prefix}morning_{number}": morning}
    for span in spans:
        earlier = edges.before(span)
        values |= {prefix + _earlier(name, span): getattr(earlier, name) for name in MOMENTS}
    for category_id, own in edges.own.items():
        values |= values_of(own, spans, _of(category_id))
    return values


def _of(category_id: int) -> str:
    return f"c{category_id}_"


def _earlier(name: str, span: timedelta) -> str:
    return f"{name}_less_{span.total_seconds():.0f}"


def _parameter(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=DeskClock.due_at.type)

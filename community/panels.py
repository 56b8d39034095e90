"""Slots that upper rooms fill: boxes beside a subject, never inside a list."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template
from markupsafe import Markup

from community.caching import fragments


@dataclass(frozen=True)
class Panel:
    template: str
    feed: Callable[[Any], dict[str, Any] | None]
    order: int
    pure: bool


NOTHING = Markup()
_slots: dict[str, list[Panel]] = defaultdict(list)


def add(
    slot: str,
    template: str,
    feed: Callable[[Any], dict[str, Any] | None],
    order: int = 50,
    pure: bool = False,
) -> None:
    """Fill a slot. The feed gets the page's subject and answers the template's values, or None
    for nothing to show. A pure template shows nothing but these values, all of them plain (text,
    numbers, times): it is rendered once for all who get the same."""
    panel = Panel(template, feed, order, pure)
    if not any(p.template == template for p in _slots[slot]):
        _slots[slot].append(panel)
        _slots[slot].sort(key=lambda p: p.order)


def show(slot: str, subject: Any = None) -> Markup:
    parts = []
    for panel in _slots.get(slot, ()):
        values = panel.feed(subject)
        if values is not None:
            parts.append(_rendered(panel, subject, values))
    return Markup("".join(parts)) if parts else NOTHING


def _rendered(panel: Panel, subject: Any, values: dict[str, Any]) -> str:
    if not panel.pure:
        return render_template(panel.template, subject=subject, **values)
    key = (panel.template, repr(values))
    return fragments.kept(key, lambda: render_template(panel.template, **values))


def listed() -> dict[str, list[str]]:
    """What fills which slot, for the test that prints the ways up."""
    return {slot: [p.template for p in panels] for slot, panels in _slots.items()}


def init_app(app: Flask) -> None:
    app.jinja_env.globals["panels"] = show

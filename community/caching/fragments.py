"""Pieces of pages that are made once, because all that goes into them is in their key.

    {% keep "forum.thread_acts", thread.id, page.following, user.is_staff %}…{% endkeep %}

Nothing has to be dropped when something changes: other values are another piece. What the body
shows must stand among the values (tests/house/test_kept_pieces.py reads every template), and
nothing in it may be secret or single: no token, no `once`.
"""

from collections.abc import Callable, Hashable
from typing import Any

from flask import Flask, current_app, g
from flask_babel import get_locale
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

KEPT = 3000  # pieces, most of 1 to 8 KB: 20 MB at most; the oldest goes first


def init_app(app: Flask) -> None:
    app.extensions["fragments"] = {}
    app.jinja_env.add_extension(Keep)


def kept(key: Hashable, make: Callable[[], str]) -> Markup:
    """The piece of this key in the language of this answer."""
    pieces: dict[Any, Markup] = current_app.extensions["fragments"]
    whole = (language(), key)
    piece = pieces.get(whole)
    if piece is None:
        piece = pieces[whole] = Markup(make())
        while len(pieces) > KEPT:
            pieces.pop(next(iter(pieces)), None)
    return piece


def forget(app: Flask) -> None:
    """Make all anew: something they share (the names of bundled files) is another."""
    app.extensions["fragments"].clear()


def language() -> str:
    """The language of this answer, as a word. `force_locale` changes it in between."""
    # straight from what Flask keeps for this request: a page asks two dozen times
    place = g._get_current_object().__dict__.get("_flask_babel")
    locale = getattr(place, "babel_locale", None)
    if locale is None:
        return str(get_locale())
    known: tuple[Any, str] | None = getattr(place, "hearth_word", None)
    if known is None or known[0] is not locale:
        known = place.hearth_word = (locale, str(locale))  # type: ignore[union-attr]
    return known[1]


class Keep(Extension):
    """The tag `keep`."""

    tags = {"keep"}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endkeep",), drop_needle=True)
        call = self.call_method("_kept", [nodes.Tuple(values, "load")])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _kept(self, key: tuple[Hashable, ...], caller: Callable[[], str]) -> Markup:
        return kept(key, caller)

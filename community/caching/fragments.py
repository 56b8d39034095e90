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
    pieces = app.extensions["fragments"]
    app.jinja_env.filters.update(piece_key=_whole, kept_piece=pieces.get, keep_piece=_keep)
    app.jinja_env.add_extension(Keep)


def kept(key: Hashable, make: Callable[[], str]) -> Markup:
    """The piece of this key in the language of this answer."""
    pieces: dict[Any, Markup] = current_app.extensions["fragments"]
    whole = _whole(key)
    piece = pieces.get(whole)
    return _keep(make(), whole) if piece is None else piece


def _whole(key: Hashable) -> Hashable:
    return (language(), key)


def _keep(html: str, whole: Hashable) -> Markup:
    pieces: dict[Any, Markup] = current_app.extensions["fragments"]
    piece = pieces[whole] = Markup(html)
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
    """The tag `keep`, as a look into memory and an `if`: Jinja's own way, a call block, makes a
    macro at each rendering and asks of each call how it wants to be called."""

    tags = {"keep"}

    def parse(self, parser: Parser) -> list[nodes.Node]:
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endkeep",), drop_needle=True)
        # with a mark in front they stay in this template
        key, piece = (f"_{parser.free_identifier().name}" for _each in range(2))

        def name(of: str, use: str = "load") -> nodes.Name:
            return nodes.Name(of, use)  # type: ignore[arg-type]

        def asked(name_: str, node: nodes.Expr | None, *args: nodes.Expr) -> nodes.Filter:
            return nodes.Filter(node, name_, list(args), [], None, None)

        made: list[nodes.Node] = [
            nodes.Assign(name(key, "store"), asked("piece_key", nodes.Tuple(values, "load"))),
            nodes.Assign(name(piece, "store"), asked("kept_piece", name(key))),
            nodes.If(
                nodes.Test(name(piece), "none", [], [], None, None),
                [
                    nodes.AssignBlock(
                        name(piece, "store"), asked("keep_piece", None, name(key)), body
                    )
                ],
                [],
                [],
            ),
            nodes.Output([name(piece)]),
        ]
        return [node.set_lineno(line) for node in made]

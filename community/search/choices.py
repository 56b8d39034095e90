"""The menus beside the search box: they write filters into the query, and read them from it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import select

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Category
from community.forum.queries import categories_visible_to
from community.search.language import Said, Wish, parse, render

#: menu and the key it writes
KEYS = {
    "category": "category",
    "state": "is",
    "when": "after",
    "tag": "tag",
    "author": "author",
    "sort": "sort",
}
STATES = ("waiting", "answered", "needs_info", "solved", "closed")
SPANS = ("7d", "30d", "1y")
ORDERS = ("newest", "activity", "score")
LONGEST = {"tag": 40, "author": 30}  # of the two that are typed

Choices = dict[str, list[tuple[str, str]]]


def choices(reader: Reader) -> Choices:
    """(value, label) rows of each menu."""
    categories = db.session.execute(
        select(Category.slug, Category.name)
        .where(categories_visible_to(reader))
        .order_by(Category.position, Category.id)
    )
    states = {
        "waiting": _("Waiting for an answer"),
        "answered": _("Answered"),
        "needs_info": _("Waiting for details"),
        "solved": _("Solved"),
        "closed": _("Closed"),
    }
    spans = {"7d": _("Past week"), "30d": _("Past month"), "1y": _("Past year")}
    orders = {
        "newest": _("Newest"),
        "activity": _("Latest post"),
        "score": _("Most wanted"),
    }
    return {
        "category": [("", _("Every category")), *((r.slug, r.name) for r in categories)],
        "state": [("", _("Any state")), *((s, states[s]) for s in STATES)],
        "when": [("", _("Any time")), *((s, spans[s]) for s in SPANS)],
        "sort": [("", _("Best match")), *((s, orders[s]) for s in ORDERS)],
    }


def split(said: Said, offered: Choices | None = None) -> tuple[str, dict[str, str]]:
    """The query without what the menus hold, and what each of them holds; what a menu does not
    offer stays in the query."""
    chosen: dict[str, str] = {}
    rest: list[str] = []
    for piece in said.pieces:
        menu = _menu_of(piece, offered or {})
        if menu and menu not in chosen:
            chosen[menu] = piece.value
        else:
            rest.append(str(piece))
    return " ".join(rest), chosen


def _menu_of(piece: Wish, offered: Choices) -> str | None:
    menu = next((menu for menu, key in KEYS.items() if key == piece.key), None)
    if menu is None or piece.negative:
        return None
    if menu in LONGEST:
        return menu if len(piece.value) <= LONGEST[menu] else None
    fixed = {"state": STATES, "when": SPANS, "sort": ORDERS}.get(menu, ())
    values = [value for value, _label in offered[menu]] if menu in offered else fixed
    return menu if piece.value in values else None


def composed(text: str, args: Mapping[str, str]) -> str | None:
    """The address of the one query that box and menus make together; None: it stands already."""
    if not any(name in args for name in KEYS):
        return None
    wishes = [
        str(Wish(key, value[:60]))
        for name, key in KEYS.items()
        if (value := args.get(name, "").strip().replace('"', ""))
    ]
    return f"/search?{urlencode({'q': ' '.join([render(parse(text)), *wishes]).strip()})}"


def chips(said: Said) -> list[tuple[str, str]]:
    """Every filter in force, with the query that is left without it."""
    return [(str(wish), _without(said, wish)) for wish in said.wishes]


def _without(said: Said, gone: Wish) -> str:
    return " ".join(str(piece) for piece in said.pieces if piece is not gone)

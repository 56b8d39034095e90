"""The menus beside the search box: they write filters into the query, and read them from it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import select

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Category
from community.forum.queries import categories_visible_to
from community.search.language import Said, Wish, parse

#: menu and the key it writes
KEYS = {"category": "category", "state": "is", "when": "after", "tag": "tag", "author": "author"}
STATES = ("waiting", "answered", "needs_info", "solved", "closed")
SPANS = ("7d", "30d", "1y")


def choices(reader: Reader) -> dict[str, list[tuple[str, str]]]:
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
    return {
        "category": [("", _("Every category")), *((r.slug, r.name) for r in categories)],
        "state": [("", _("Any state")), *((s, states[s]) for s in STATES)],
        "when": [("", _("Any time")), *((s, spans[s]) for s in SPANS)],
    }


def split(said: Said) -> tuple[str, dict[str, str]]:
    """The query without what the menus hold, and what each of them holds."""
    chosen: dict[str, str] = {}
    rest: list[str] = []
    for wish in said.wishes:
        menu = None if wish.negative else _menu_of(wish)
        if menu and menu not in chosen:
            chosen[menu] = wish.value
        else:
            rest.append(str(wish))
    return " ".join([said.plain, *rest]).strip(), chosen


def _menu_of(wish: Wish) -> str | None:
    menus = {key: menu for menu, key in KEYS.items()}
    menu = menus.get(wish.key)
    if menu == "state" and wish.value not in STATES:
        return None
    if menu == "when" and wish.value not in SPANS:
        return None
    return menu


def composed(text: str, args: Mapping[str, str]) -> str | None:
    """The address of the one query that box and menus make together; None: it stands already."""
    if not any(name in args for name in KEYS):
        return None
    wishes = [
        str(Wish(key, value[:60]))
        for name, key in KEYS.items()
        if (value := args.get(name, "").strip().replace('"', ""))
    ]
    words = parse(text).text
    return f"/search?{urlencode({'q': ' '.join([words, *wishes]).strip()})}"


def chips(said: Said) -> list[tuple[str, str]]:
    """Every filter in force, with the query that is left without it."""
    return [(str(wish), _without(said, wish)) for wish in said.wishes]


def _without(said: Said, gone: Wish) -> str:
    rest = [str(wish) for wish in said.wishes if wish is not gone]
    return " ".join([said.plain, *rest]).strip()

"""The way of a text: outline, inline, cleaner."""

import threading
from dataclasses import replace
from typing import Any

from markdown import Markdown

from .cleaning import Laundry, errand_for
from .convert import convert, make_converter
from .hopeless import is_hopeless
from .result import Rendered, render_plain
from .text import excerpt


class Press(threading.local):
    """The tools of one thread, since neither parser nor cleaner may be shared."""

    def __init__(self) -> None:
        self.converter: Markdown = make_converter()
        self.laundry = Laundry()


press = Press()


def render(source: str, **wishes: Any) -> Rendered:
    """Render in this thread; give the text as it was typed when that fails."""
    labels = wishes.get("labels")
    if is_hopeless(source):
        return render_plain(source, labels)
    errand = errand_for(**wishes)
    try:
        html = press.laundry.clean(convert(press.converter, source), errand)
    except (RecursionError, MemoryError):
        renew()
        return render_plain(source, labels)
    except Exception:  # whatever a parser trips over, the author gets the text back
        renew()
        return render_plain(source, labels)
    if not html and source.strip():  # nothing but comments or labels: better than a blank post
        return replace(render_plain(source, labels), failed=False)
    found = tuple(errand.mentions), tuple(errand.images), tuple(errand.links)
    return Rendered(html, excerpt(html), *found)


def renew() -> None:
    """Take new tools, for who knows in which state the old ones are."""
    press.__init__()  # type: ignore[misc]

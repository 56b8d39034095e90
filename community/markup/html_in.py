"""HTML from elsewhere: cleaned as our own is, with Markdown made of it to edit later."""

import threading
from collections.abc import Iterable

from .cleaning import Laundry, errand_for
from .convert import tidy
from .result import Rendered
from .text import excerpt, to_text


class Press(threading.local):
    """A cleaner that drops foreign tags and keeps their text, one for each thread."""

    def __init__(self) -> None:
        self.laundry = Laundry(strip=True)


press = Press()


def from_html(
    html: str,
    *,
    level: int = 3,
    known: Iterable[str] = (),
    root: str = "",
    site: str = "",
    labels: dict[str, str] | None = None,
) -> tuple[Rendered, str]:
    """Return the HTML cleaned and its Markdown."""
    raw = tidy(html)
    errand = errand_for(level, known, root, site, labels)
    clean = press.laundry.clean(raw, errand)
    found = tuple(errand.mentions), tuple(errand.images), tuple(errand.links)
    return Rendered(clean, excerpt(clean), *found), to_markdown(raw) or to_text(clean)


def to_markdown(html: str) -> str:
    """Write HTML as Markdown; nothing when the HTML is too broken for that."""
    from bs4.exceptions import ParserRejectedMarkup  # loaded for imports alone
    from markdownify import markdownify

    try:
        return str(markdownify(html, heading_style="ATX", bullets="-")).strip()
    except (ParserRejectedMarkup, RecursionError):
        return ""


def renew() -> None:
    """Take a new cleaner."""
    press.__init__()  # type: ignore[misc]

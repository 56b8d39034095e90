"""Markdown in; safe HTML, excerpt and mentions out. Pure functions, no database.

Importing this costs nothing: parser, highlighter and cleaner are loaded at the first use, which
in a web process is never, since `community.offload` renders in helper processes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .mentioning import find_mentions, find_uploads, mentioned_in
from .result import RENDER_VERSION, Rendered, render_plain
from .text import excerpt, to_text

__all__ = [
    "RENDER_VERSION",
    "Rendered",
    "excerpt",
    "find_mentions",
    "find_uploads",
    "from_html",
    "mentioned_in",
    "render",
    "render_plain",
    "renew",
    "to_text",
]


def render(
    source: str,
    *,
    level: int = 3,
    known: Iterable[str] = (),
    root: str = "",
    site: str = "",
    labels: Mapping[str, str] | None = None,
    sizes: Mapping[str, Sequence[int]] | None = None,
) -> Rendered:
    """Turn Markdown into safe HTML, in this process.

    `level` is that of the highest heading within the text. `known` are the user names that exist
    (ask `find_mentions` which to look up). `root` is the path the site lies under, `site` its
    whole public address; links below it are not foreign. `labels` renames what `LABELS` says.
    `sizes` gives width and height of our own pictures by path, so that a page does not jump.
    """
    from .rendering import render as render_now  # heavy, see above

    words = {"labels": labels, "sizes": sizes}
    return render_now(source, level=level, known=known, root=root, site=site, **words)


def from_html(html: str, **options: Any) -> tuple[Rendered, str]:
    """Turn foreign HTML into safe HTML and the Markdown it may be edited as."""
    from .html_in import from_html as read_now  # heavy, see above

    return read_now(html, **options)


def renew() -> None:
    """Take new parsers and cleaners in this thread, after one was stopped half-way."""
    from . import html_in, rendering  # heavy, see above

    rendering.renew()
    html_in.renew()

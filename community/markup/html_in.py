"""HTML from elsewhere: cleaned as our own is, with Markdown made of it to edit later."""

import re
import threading
import warnings
from typing import Any

from bs4 import XMLParsedAsHTMLWarning
from bs4.exceptions import ParserRejectedMarkup
from markdownify import MarkdownConverter

from .cleaning import Laundry, errand_for
from .convert import tidy
from .result import Rendered
from .text import excerpt, to_text

LANGUAGE = re.compile(r"lang(?:uage)?-([a-z0-9_+#.-]{1,30})")
BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
SPECIAL = re.compile(r"`|<(?=[A-Za-z/!])|&(?=#?\w+;)|~(?=~)|(?<![\w.])@(?=\w)")
LINE_START = re.compile(r"^(\s*(?:\d{1,9}(?=[.)]\s))?)([.)+>-](?=\s)|#{1,6}(?=\s))")
warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)


class Press(threading.local):
    """A cleaner that drops foreign tags and keeps their text, one for each thread."""

    def __init__(self) -> None:
        self.laundry = Laundry(strip=True)


press = Press()


def from_html(html: str, **wishes: Any) -> tuple[Rendered, str]:
    """Return the HTML cleaned and its Markdown."""
    raw = tidy(html)
    errand = errand_for(**wishes)
    clean = press.laundry.clean(raw, errand)
    found = tuple(errand.mentions), tuple(errand.images), tuple(errand.links)
    return Rendered(clean, excerpt(clean), *found), to_markdown(raw) or to_text(clean)


class Writer(MarkdownConverter):
    """Writes HTML as Markdown that our renderer turns into the same text again."""

    def escape(self, text: str, parent_tags: Any) -> str:
        """Escape what would mean something in Markdown."""
        escaped = super().escape(BACKSLASH.sub(r"\\\\", text), parent_tags)  # type: ignore[misc]
        return LINE_START.sub(r"\1\\\2", SPECIAL.sub(r"\\\g<0>", escaped))

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:
        """Write a fence with its language, longer than any in the code."""
        if not text:
            return ""
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
        return f"\n\n{fence}{_language(el)}\n{text.rstrip(chr(10))}\n{fence}\n\n"


def to_markdown(html: str) -> str:
    """Write HTML as Markdown; nothing when the HTML is too broken for that."""
    try:
        # lines that the HTML only wrapped are joined, since every line break of ours shows
        writer = Writer(heading_style="ATX", bullets="-", wrap=True, wrap_width=None)
        return str(writer.convert(f"\n{html}")).strip()  # a lone address is no file name, says "\n"
    except (ParserRejectedMarkup, RecursionError):
        return ""


def _language(pre: Any) -> str:
    for element in (pre, pre.find("code")):
        for name in (element.get("class") or ()) if element else ():
            if found := LANGUAGE.fullmatch(name):
                return found[1]
    return ""


def renew() -> None:
    """Take a new cleaner."""
    press.__init__()  # type: ignore[misc]

"""Plain text out of safe HTML, for mails, excerpts and the index."""

import re
from html.parser import HTMLParser

BLOCKS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "li", "blockquote", "pre", "table")
)
LINES = BLOCKS | {"tr", "details", "summary"}


class TextReader(HTMLParser):
    """Collects text; blocks begin on a line of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hrefs: list[tuple[str, int]] = []
        self.quoted = 0
        self.verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a line, a quote or a link."""
        if tag in LINES:
            self._break()
        if tag == "br":
            self._break()
        elif tag == "li":
            self.parts.append("- ")
        elif tag == "blockquote":
            self.quoted += 1
        elif tag == "pre":
            self.verbatim += 1
        elif tag == "a":
            self.hrefs.append((dict(attrs).get("href") or "", len(self.parts)))
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")
        elif tag in ("td", "th") and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; a link says where it leads."""
        if tag == "a" and self.hrefs:
            self._say_target(*self.hrefs.pop())
        if tag in LINES:
            self._break()
        if tag in ("p", "pre", "blockquote", "table"):
            self.parts.append("\n")
        if tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)
        elif tag == "pre":
            self.verbatim = max(0, self.verbatim - 1)

    def handle_data(self, data: str) -> None:
        """Keep text, with its white space only in code."""
        text = data if self.verbatim else re.sub(r"\s+", " ", data)
        if text.strip() or self.parts:
            self.parts.append(self._quote(text))

    def _say_target(self, href: str, start: int) -> None:
        text = "".join(self.parts[start:])
        if href.startswith(("http://", "https://")) and text not in href:
            self.parts.append(f" ({href})")

    def _quote(self, text: str) -> str:
        at_start = not self.parts or self.parts[-1].endswith("\n")
        text = text if self.verbatim or not at_start else text.lstrip()
        return "> " * self.quoted + text if self.quoted and at_start and text else text

    def _break(self) -> None:
        if self.parts and not self.parts[-1].endswith(("\n", "- ")):
            self.parts.append("\n")


class ExcerptReader(TextReader):
    """Collects text that says nothing of where links lead and leaves out the marks of blocks."""

    def _say_target(self, href: str, start: int) -> None:
        pass

    def _quote(self, text: str) -> str:
        return text


def to_text(html: str) -> str:
    """Give the text of safe HTML, one block a line, blank lines between paragraphs."""
    return _read(TextReader(), html)


def _read(reader: TextReader, html: str) -> str:
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]+\n", "\n", "".join(reader.parts))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def excerpt(html: str, n: int = 200) -> str:
    """Give the first words on one line, cut between words."""
    text = " ".join(re.sub(r"(?m)^(?:- )+", "", _read(ExcerptReader(), html[: n * 40])).split())
    if len(text) <= n:
        return text
    cut = text[: n - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[n // 2 :] else cut).rstrip(" ,;:.-") + "…"

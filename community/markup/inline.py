"""What happens within a line: links, bare addresses, strikes, and the few raw tags we take."""

import re
from typing import Any
from xml.etree import ElementTree as etree

from markdown.inlinepatterns import (
    BACKTICK_RE,
    ESCAPE_RE,
    AutolinkInlineProcessor,
    BacktickInlineProcessor,
    EscapeInlineProcessor,
    HtmlInlineProcessor,
    InlineProcessor,
)
from markdown.util import AtomicString, code_escape

from .links import BARE_LINK, safe_href, trim_bare_link

INLINE_TAGS = (
    "kbd|sub|sup|br|b|i|em|strong|s|del|ins|u|mark|small|q|abbr|cite|dfn|samp|var|code|wbr|a|img|tt"
)
RAW_TAG = re.compile(
    rf"<(/?)({INLINE_TAGS})((?:\s+[a-z-]+(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=`]+))?)*)\s*/?>",
    re.IGNORECASE,
)
RAW_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LONES = frozenset(("br", "wbr", "img"))
MOST_RAW_TAGS = 500
_NAME = r"__[A-Za-z0-9]\w{0,40}?__"
DUNDER = rf"(?:(?<=[/.]){_NAME}(?!\w)|(?<!\w){_NAME}(?=\.\w|\())"
BACKTICKS = re.compile("`+")


class Escape(EscapeInlineProcessor):
    """A backslash before a sign; one before `&` or `@` also keeps it from meaning anything."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Give the sign itself."""
        if m[1] in "&@":
            return self.md.htmlStash.store({"&": "&amp;", "@": "&#64;"}[m[1]]), m.start(), m.end()
        return super().handleMatch(m, data)


class CodeSpan(BacktickInlineProcessor):
    """Text between two equally long runs of backticks."""

    def find_code_spans(self, start: int, text: str) -> tuple[int, int | None]:
        """Find where the content starts and ends."""
        opening = BACKTICKS.match(text, start)
        assert opening is not None
        for closing in BACKTICKS.finditer(text, opening.end()):
            if len(closing[0]) == len(opening[0]):
                return opening.end(), closing.start()
        return opening.end(), None

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Keep the content, but for one blank on both sides."""
        element, begin, finish = super().handleMatch(m, data)
        if m.group(1) or element is None:
            return element, begin, finish
        start, end = self.find_code_spans(begin, data)
        code = data[start:end].replace("\n", " ")
        if code[:1] == code[-1:] == " " and code.strip():
            code = code[1:-1]
        element.text = AtomicString(code_escape(code))
        return element, begin, finish


class BareLink(InlineProcessor):
    """An address written out, with `http://`, `https://` or `www.` before it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Make a link of it, without the full stop behind."""
        text = trim_bare_link(m[0])
        if not text or not safe_href(text):
            return None, None, None
        link = etree.Element("a")
        link.set("href", f"http://{text}" if text[:4].lower() == "www." else text)
        link.text = AtomicString(text)
        return link, m.start(), m.start() + len(text)


class MailAddress(InlineProcessor):
    """`<name@example.com>`, as a link without the disguise that fools nobody."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Make a `mailto:` link."""
        address = self.unescape(m[1]).removeprefix("mailto:")
        link = etree.Element("a", href=f"mailto:{address}")
        link.text = AtomicString(address)
        return link, m.start(), m.end()


class RawTag(HtmlInlineProcessor):
    """A raw tag of the safe set; an opening one only when its closing one follows."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Stash the tag for the cleaner behind us."""
        too_many = self.md.htmlStash.html_counter > MOST_RAW_TAGS
        if too_many or not self._is_paired(m[2].lower(), m, data):
            return None, None, None
        tag = self.backslash_unescape(self.unescape(m[0]))
        return self.md.htmlStash.store(tag), m.start(), m.end()

    def _is_paired(self, name: str, m: re.Match[str], data: str) -> bool:
        if name in LONES:
            return not m[1]
        if m[1]:
            return True  # a stray closing tag is dropped by the HTML parser
        return f"</{name}" in data[m.end() :].lower()


class DunderName(InlineProcessor):
    """`__init__.py` and `x.__class__`, which GitHub prints bold and nobody means so."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Keep it as it is."""
        return self.md.htmlStash.store(m[0]), m.start(), m.end()


class RawComment(InlineProcessor):
    """A comment, which nobody sees on GitHub either."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Drop it."""
        return "", m.start(), m.end()


class LineBreak(InlineProcessor):
    """Every line break breaks the line, as in a comment on GitHub."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Make a `br`."""
        return etree.Element("br"), m.start(), m.end()


def furnish(md: Any) -> None:
    """Put our inline processors in the place of Python-Markdown's."""
    patterns = md.inlinePatterns
    patterns.register(CodeSpan(BACKTICK_RE), "backtick", 190)
    patterns.register(Escape(ESCAPE_RE, md), "escape", 180)
    web = r"<([A-Za-z][A-Za-z0-9+.-]{1,31}://[^<>\s]*)>"
    patterns.register(AutolinkInlineProcessor(web, md), "autolink", 120)
    patterns.register(MailAddress(r"<((?:mailto:)?[^<> !@]+@[^@<> ]+)>", md), "automail", 110)
    patterns.register(BareLink(BARE_LINK.pattern, md), "bare_link", 105)
    patterns.register(RawTag(RAW_TAG.pattern, md), "html", 108)
    patterns.register(RawComment(RAW_COMMENT.pattern, md), "comment", 107)
    patterns.register(LineBreak(r" *(?:\\)?\n", md), "linebreak", 50)
    patterns.register(DunderName(DUNDER, md), "dunder", 106)

"""What happens within a line: links, bare addresses, strikes, and the few raw tags we take."""

import re
from typing import Any
from xml.etree import ElementTree as etree

from markdown.inlinepatterns import (
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markdown.util import AtomicString

from .links import BARE_LINK, trim_bare_link

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
BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
MOST_BRACKETS = 30  # nested or merely seen before the match; more is no link text
FURTHEST = 2000  # characters that a link's text or target may have


class Bounded:
    """Keeps the link processors from walking to the end of the text for every bracket."""

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:
        """Find the end of the text in brackets, within reason."""
        depth = 1
        found = BRACKET.finditer(data, index, index + FURTHEST)
        for _, bracket in zip(range(MOST_BRACKETS), found, strict=False):
            depth += {"[": 1, "]": -1}.get(bracket[0], 0)
            if depth == 0:
                return data[index : bracket.start()], bracket.end(), True
        return "", index, False

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        """Find the target in parentheses, within reason."""
        end = index + FURTHEST
        if data[index : index + 1] != "(" or data.find(")", index, end) < 0:
            return "", None, index, False
        return super().getLink(data[:end], index)  # type: ignore[misc]


class Link(Bounded, LinkInlineProcessor):
    """`[text](target)`."""


class Image(Bounded, ImageInlineProcessor):
    """`![text](target)`."""


class Reference(Bounded, ReferenceInlineProcessor):
    """`[text][label]`."""


class ImageReference(Bounded, ImageReferenceInlineProcessor):
    """`![text][label]`."""


class ShortReference(Bounded, ShortReferenceInlineProcessor):
    """`[label]`."""


class ShortImageReference(Bounded, ShortImageReferenceInlineProcessor):
    """`![label]`."""


class BareLink(InlineProcessor):
    """An address written out, with `http://`, `https://` or `www.` before it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Make a link of it, without the full stop behind."""
        text = trim_bare_link(m[0])
        if not text:
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


class RawTag(InlineProcessor):
    """A raw tag of the safe set; an opening one only when its closing one follows."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Stash the tag for the cleaner behind us."""
        name = m[2].lower()
        too_many = self.md.htmlStash.html_counter > MOST_RAW_TAGS
        if too_many or not self._is_paired(name, m, data):
            return None, None, None
        return self.md.htmlStash.store(m[0]), m.start(), m.end()

    def _is_paired(self, name: str, m: re.Match[str], data: str) -> bool:
        if name in LONES:
            return not m[1]
        if m[1]:
            return True  # a stray closing tag is dropped by the HTML parser
        return f"</{name}" in data[m.end() :].lower()


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
    start, image = r"(?<!\!)\[", r"\!\["
    patterns.register(Reference(start, md), "reference", 170)
    patterns.register(Link(start, md), "link", 160)
    patterns.register(Image(image, md), "image_link", 150)
    patterns.register(ImageReference(image, md), "image_reference", 140)
    patterns.register(ShortReference(start, md), "short_reference", 130)
    patterns.register(ShortImageReference(image, md), "short_image_ref", 125)
    patterns.register(MailAddress(r"<((?:mailto:)?[^<> !@]+@[^@<> ]+)>", md), "automail", 110)
    patterns.register(BareLink(BARE_LINK.pattern, md), "bare_link", 105)
    patterns.register(LineBreak(r" *(?:\\)?\n", md), "linebreak", 100)
    patterns.register(RawTag(RAW_TAG.pattern, md), "html", 90)
    patterns.register(RawComment(RAW_COMMENT.pattern, md), "comment", 89)
    md.delimiters.add("~", "del", double=True)

"""Links and pictures, written in place or by label, with bounds on how far they may reach."""

import re
from typing import Any

from markdown.inlinepatterns import (
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)

TITLE_IN_PARENTHESES = re.compile(r"(\S+)\s+\(([^()]*)\)$")
INNER_LINK = re.compile(r"(?<!!)\[[^\[\]]{0,300}\]\([^\s()]{0,300}\)")
NUMBERED = re.compile("\x02(\\d+)\x03")  # how Python-Markdown keeps an escaped sign
LABEL_MARKS = re.compile(r"[\\`*_]")
BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
MOST_BRACKETS = 30  # nested or merely seen before the match; more is no link text
FURTHEST = 2000  # characters that a link's text or target may have


def label_key(label: str) -> str:
    """Write a label in one way, whatever its case and marks."""
    plain = NUMBERED.sub(lambda found: chr(int(found[1])), label)
    return " ".join(LABEL_MARKS.sub("", plain).casefold().split())


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
        start, end = index, index + FURTHEST
        if data[index : index + 1] != "(" or data.find(")", index, end) < 0:
            return "", None, index, False
        href, title, index, handled = super().getLink(data[:end], index)  # type: ignore[misc]
        if handled and title is None and (split := TITLE_IN_PARENTHESES.match(href)):
            href, title = split[1], split[2]
        if handled and re.search(r"\s", href) and "(<" not in data[start : start + 9]:
            return "", None, start, False
        return href, title, index, handled


class NoLinkWithin(Bounded):
    """Of two links in one another, the inner one counts."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Make the link unless its text has one."""
        element, start, end = super().handleMatch(m, data)  # type: ignore[misc]
        if element is not None and INNER_LINK.search(element.text or ""):
            return None, None, None
        return element, start, end


class Link(NoLinkWithin, LinkInlineProcessor):
    """`[text](target)`."""


class Image(Bounded, ImageInlineProcessor):
    """`![text](target)`."""


class Labelled(Bounded):
    """What names its target by a label."""

    md: Any
    unescape: Any
    evalId: Any
    makeTag: Any

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Make the element if the label is known and its text holds no other link."""
        text, index, handled = self.getText(data, m.end())
        label, end, handled = self.evalId(data, index, text) if handled else ("", index, False)
        target = self.md.references.get(label_key(self.unescape(label))) if handled else None
        if target is None or INNER_LINK.search(text):
            return None, None, None
        return self.makeTag(*target, text), m.start(), end


class Reference(Labelled, ReferenceInlineProcessor):
    """`[text][label]`, with nothing between the two."""

    RE_LINK = re.compile(r"\[([^\[\]]{0,300})\]")


class ImageReference(Labelled, ImageReferenceInlineProcessor):
    """`![text][label]`, with nothing between the two."""

    RE_LINK = Reference.RE_LINK


class ShortReference(Labelled, ShortReferenceInlineProcessor):
    """`[label]`."""


class ShortImageReference(Labelled, ShortImageReferenceInlineProcessor):
    """`![label]`."""


def furnish(md: Any) -> None:
    """Put them in the place of Python-Markdown's."""
    patterns = md.inlinePatterns
    start, image = r"(?<!\!)\[", r"\!\["
    patterns.register(Reference(start, md), "reference", 170)
    patterns.register(Link(start, md), "link", 160)
    patterns.register(Image(image, md), "image_link", 150)
    patterns.register(ImageReference(image, md), "image_reference", 140)
    patterns.register(ShortReference(start, md), "short_reference", 130)
    patterns.register(ShortImageReference(image, md), "short_image_ref", 125)

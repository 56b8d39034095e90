"""Reading one line of Markdown: columns, tabs, and the shapes that start a block."""

import re
from typing import NamedTuple

FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)$")
HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
SETEXT = re.compile(r"(=+|-+)[ \t]*$")
RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
MARKER = re.compile(r"([-+*])(?=[ \t]|$)|(\d{1,9})([.)])(?=[ \t]|$)")
DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_LABEL = r"\[((?:[^\[\]\\]|\\.){1,300})\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>(?=\s|$)|(?!<)(\S+))"
_TITLE = r"(\"(?:[^\"\\]|\\.){0,999}\"|'(?:[^'\\]|\\.){0,999}'|\((?:[^()\\]|\\.){0,999}\))"
REFERENCE = re.compile(_LABEL + rf"(?:[ \t]*\n[ \t]*|[ \t]+){_TITLE}[ \t]*(?:\n|$)")
REFERENCE_UNTITLED = re.compile(_LABEL + r"()[ \t]*(?:\n|$)")
TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
# Raw HTML that may open a block of its own; whatever else begins with "<" is text.
HTML_BLOCK = re.compile(
    r"(?i)</?(?:details|summary|p|blockquote|[uo]l|li|d[ldt]|table|caption|thead|tbody|tfoot"
    r"|tr|t[hd]|h[1-6]|hr)(?:\s[^<>]*|/)?>"
)
HTML_PRE = re.compile(r"(?i)<pre(?:\s[^<>]*)?>")
COMMENT = re.compile(r"<!--")


class Cursor:
    """A place in a line that counts columns, since a tab may be spent in part."""

    __slots__ = ("column", "line", "place", "spare")

    def __init__(self, line: str) -> None:
        self.line = line
        self.place = 0
        self.column = 0
        self.spare = 0  # columns left over from a tab that was cut

    def indent(self) -> int:
        """Count the columns of white space ahead."""
        column = self.column + self.spare
        for character in self.line[self.place :]:
            if character == " ":
                column += 1
            elif character == "\t":
                column += 4 - column % 4
            else:
                break
        return column - self.column

    def skip(self, columns: int) -> None:
        """Eat at most so many columns of white space."""
        while columns > 0:
            if self.spare:
                taken = min(self.spare, columns)
                self.spare -= taken
                self.column += taken
                columns -= taken
                continue
            character = self.line[self.place : self.place + 1]
            if character == "\t":
                self.spare = 4 - self.column % 4
            elif character == " ":
                self.spare = 1
            else:
                return
            self.place += 1

    def take(self, characters: int) -> None:
        """Eat characters that are no white space."""
        self.place += characters
        self.column += characters

    def text(self) -> str:
        """Return what lies beyond the white space ahead."""
        return self.line[self.place :].lstrip(" \t")

    def rest(self) -> str:
        """Return everything ahead, white space included."""
        return " " * self.spare + self.line[self.place :]

    @property
    def blank(self) -> bool:
        return not self.line[self.place :].strip(" \t")


class Marker(NamedTuple):
    """What stands before a list item."""

    kind: str  # the bullet itself, or the sign behind the number
    start: int | None
    width: int


def read_marker(text: str) -> Marker | None:
    """Read a bullet or a number from the start of the text."""
    found = MARKER.match(text)
    if not found:
        return None
    if found[1]:
        return Marker(found[1], None, 1)
    return Marker(found[3], int(found[2]), len(found[2]) + 1)


def split_row(text: str) -> list[str]:
    """Split a table row at the pipes that are not escaped."""
    text = text.strip()
    text = text[1:] if text.startswith("|") else text
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", text)]


def opens_fence(text: str) -> re.Match[str] | None:
    """Match a fence; backticks in its info string make it inline code instead."""
    found = FENCE.match(text)
    return None if found and found[1][0] == "`" and "`" in found[2] else found

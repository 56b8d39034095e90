"""The query language: words, "phrases", -exclusions and filters such as `tag:` or `is:`.

The same text is typed into the box, stands in the address, and filters the queue. Nothing a person
types is an error: what makes no sense is explained, and the rest is searched.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from community.accounts.readers import Reader
from community.search.text import folded, words_of

LIMIT = 400  # characters: a long question; longer texts are cut, and told so
MOST_FILTERS = 10
_PIECE = re.compile(r'(-?)(?:([a-z]+):)?(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_WILD = re.compile(r"[*?]")


class NotUnderstood(Exception):
    """A filter makes no sense; the text says why, for the person who typed it."""


@dataclass(frozen=True)
class Narrowing:
    """What a filter means: a condition over Thread, and the facets that say the same in the
    index (any of them; None where only the database knows)."""

    condition: ColumnElement[bool]
    facets: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Filter:
    """One key of the language. Without `value` it takes any, and `narrow` judges it."""

    key: str
    narrow: Callable[[str, Reader], Narrowing]
    value: str | None = None
    for_staff: bool = False

    def is_for(self, reader: Reader) -> bool:
        return reader.is_staff or not self.for_staff


#: upper rooms add theirs at start-up (desk: `Filter("is", …, value="claimed", for_staff=True)`)
filters: list[Filter] = []


def add_filter(one: Filter) -> None:
    """Let the language know a filter; again for another application changes nothing."""
    known = [i for i, f in enumerate(filters) if (f.key, f.value) == (one.key, one.value)]
    for index in known:
        filters[index] = one
    if not known:
        filters.append(one)


@dataclass(frozen=True)
class Wish:
    """A filter as it was typed."""

    key: str
    value: str
    negative: bool = False

    def __str__(self) -> str:
        value = f'"{self.value}"' if re.search(r"\s", self.value) else self.value
        return f"{'-' if self.negative else ''}{self.key}:{value}"


@dataclass
class Said:
    """What a person asked for, taken apart."""

    text: str = ""
    chunks: list[tuple[str, ...]] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    excluded: list[tuple[str, ...]] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    #: the text without its filters, for the box beside the menus
    plain: str = ""

    @property
    def words(self) -> list[str]:
        """Everything to be found and marked, in its order."""
        return [word for words in (*self.chunks, *self.phrases) for word in words]


def parse(text: str) -> Said:
    """Take a query apart; never fails and never takes long."""
    said = Said(text=_cleaned(text))
    if len(text.strip()) > LIMIT:
        said.mistakes.append(_("Only the first %(count)d characters were read.", count=LIMIT))
    if said.text.count('"') % 2:
        said.mistakes.append(_("A closing quotation mark is missing; its words were searched."))
    if _WILD.search(said.text):
        said.mistakes.append(_("Words are found in all their forms: * and ? are not needed."))
    rest = [piece for piece in _pieces(said.text) if not _take(said, *piece)]
    said.plain = " ".join(_written(*piece) for piece in rest)
    return said


def _cleaned(text: str) -> str:
    """At most LIMIT characters, without control signs and signs that turn the direction."""
    kept = "".join(
        " " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} else c
        for c in text.strip()[:LIMIT]
    )
    return " ".join(kept.replace("“", '"').replace("”", '"').replace("„", '"').split())


def _pieces(text: str) -> Iterator[tuple[bool, str, str, bool]]:
    """(negative, key, value, quoted) of each piece; unknown keys are part of the word."""
    keys = {one.key for one in filters}
    for sign, key, quoted, bare in (m.groups() for m in _PIECE.finditer(text)):
        value = bare if quoted is None else quoted
        if key and key.lower() not in keys:
            value, key = f"{key}:{value}", ""
        yield bool(sign), (key or "").lower(), value, quoted is not None


def _take(said: Said, negative: bool, key: str, value: str, quoted: bool) -> bool:
    """Put a piece where it belongs; says whether it was a filter."""
    if key:
        if len(said.wishes) < MOST_FILTERS:
            said.wishes.append(Wish(key, value.strip('"'), negative))
        return True
    words = tuple(words_of(value))
    if words and negative:
        said.excluded.append(words)
    elif words:
        (said.phrases if quoted else said.chunks).append(words)
    return False


def _written(negative: bool, key: str, value: str, quoted: bool) -> str:
    return f"{'-' if negative else ''}{f'{chr(34)}{value}{chr(34)}' if quoted else value}"


def meaning(wish: Wish, reader: Reader) -> Narrowing:
    """What a filter narrows to for this reader; raises NotUnderstood."""
    value = folded(wish.value)
    offered = [f for f in filters if f.key == wish.key and f.is_for(reader)]
    for one in offered:
        if one.value is None or one.value == value:
            return one.narrow(wish.value, reader)
    known = ", ".join(f"{f.key}:{f.value}" for f in offered)
    raise NotUnderstood(
        _("There is no “%(wish)s”. There are: %(known)s.", wish=str(wish), known=known)
    )

"""The query language: words, "phrases", -exclusions and filters such as `tag:` or `is:`.

The same text is typed into the box, stands in the address, and filters the queue. Nothing a person
types is an error: what makes no sense is explained, and the rest is searched.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from community.accounts.readers import Reader
from community.search.text import words_of

LIMIT = 1000  # characters: a very long question; longer texts are cut, and told so
MOST_WORDS = 200  # each sign of a script without spaces is one
MOST_FILTERS = 10
_PIECE = re.compile(r'(-?)(?:([a-z_]+):)?(?:"([^"]*)"|([^\s"]+))', re.IGNORECASE)
_WILD = re.compile(r"(?<!\S)[*?]+\w|\w\*")
_OPERATOR = re.compile(r"(?<!\S)(AND|OR|NOT)(?!\S)")
_QUOTES = str.maketrans("“”„«»", '"""""')


class NotUnderstood(Exception):
    """A filter makes no sense; the text says why, for the person who typed it. `known` are values
    that would have made sense, of which the nearest is offered."""

    def __init__(self, text: str, known: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.known = known


@dataclass(frozen=True)
class Order:
    """Columns of Thread by which hits stand, the last one different for each."""

    columns: tuple[Any, ...]
    #: they are of Post, the opening one
    by_opening: bool = False


@dataclass(frozen=True)
class Narrowing:
    """What a filter means: a condition over Thread, and the facets that say the same in the
    index (any of them; None where only the database knows)."""

    condition: ColumnElement[bool] | None = None
    facets: tuple[str, ...] | None = None
    #: the same, asked of one known thread after the other: where the condition would first list
    #: everything that meets it
    each: ColumnElement[bool] | None = None
    #: the facets say a little more than the condition: they narrow, but must not exclude
    rough: bool = False
    #: words are looked for in titles alone
    in_title: bool = False
    #: hits stand in this order, and not best first
    order: Order | None = None
    #: also what stands in no list, since staff keep it back
    unlisted: bool = False
    #: a thread has one of these only: any of several filters about it is enough
    one_of: str = ""


def _nothing(reader: Reader) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Filter:
    """One key of the language. Without `value` it takes any, and `narrow` judges it."""

    key: str
    narrow: Callable[[str, Reader], Narrowing]
    value: str | None = None
    for_staff: bool = False
    #: means nothing to visitors
    for_members: bool = False
    #: one sentence for the help page
    about: Any = ""
    #: values that run for this reader, for the help page
    examples: Callable[[Reader], Sequence[str]] = _nothing
    can_be_excluded: bool = True
    #: see Narrowing
    one_of: str = ""

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
    """One piece as it was typed: a filter, or without a key a word or a quotation."""

    key: str
    value: str
    negative: bool = False
    quoted: bool = False

    def __str__(self) -> str:
        quoted = self.quoted or bool(re.search(r"\s", self.value))
        value = f'"{self.value}"' if quoted else self.value
        return f"{'-' if self.negative else ''}{f'{self.key}:' if self.key else ''}{value}"


@dataclass(frozen=True)
class Mistake:
    """What was not understood, said to the person who typed it."""

    text: str
    #: the whole query as it was probably meant
    meant: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass
class Said:
    """What a person asked for, taken apart."""

    text: str = ""
    pieces: list[Wish] = field(default_factory=list)
    chunks: list[tuple[str, ...]] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    excluded: list[tuple[str, ...]] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    #: words that are still searched; None: some were left out
    room: int | None = MOST_WORDS

    @property
    def wishes(self) -> list[Wish]:
        """The filters."""
        return [piece for piece in self.pieces if piece.key]

    @property
    def plain(self) -> str:
        """The text without its filters, for the box beside the menus."""
        return " ".join(str(piece) for piece in self.pieces if not piece.key)

    @property
    def words(self) -> list[str]:
        """Everything to be found and marked, in its order."""
        return [word for words in (*self.chunks, *self.phrases) for word in words]

    def explain(self, text: str, piece: Wish | None = None, instead: str | None = None) -> None:
        """Note a mistake, and the query with something else instead of the piece."""
        meant = None
        if instead is not None:
            meant = " ".join(instead if one is piece else str(one) for one in self.pieces)
        if all(text != one.text for one in self.mistakes):
            self.mistakes.append(Mistake(text, meant))


def parse(text: str) -> Said:
    """Take a query apart; never fails and never takes long."""
    said = Said(text=_cleaned(text))
    for piece in _pieces(said.text):
        _take(said, piece)
    if len(text.strip()) > LIMIT:
        said.explain(_("Only the first %(count)d characters were read.", count=LIMIT))
    if said.text.count('"') % 2:
        said.explain(_("A closing quotation mark is missing; its words were searched."))
    if _WILD.search(said.text):
        said.explain(_("Words are found in all their forms: * and ? are not needed."))
    if _OPERATOR.search(said.text) and said.text != said.text.upper():
        said.explain(
            _("AND, OR and NOT are not needed: all words come first, and -word leaves one out.")
        )
    return said


def render(said: Said) -> str:
    """The query in its own words: what `parse` reads the same again."""
    return " ".join(map(str, said.pieces))


def _cleaned(text: str) -> str:
    """At most LIMIT characters, without control signs and signs that turn the direction."""
    kept = []
    for sign in text.strip()[:LIMIT]:
        kind = "" if sign.isascii() and sign.isprintable() else unicodedata.category(sign)
        if kind != "Cf":
            kept.append(" " if kind in {"Cc", "Cs", "Co", "Cn"} else sign)
    return " ".join("".join(kept).translate(_QUOTES).split())


def _pieces(text: str) -> Iterator[Wish]:
    """Each piece in its order; a key that nobody knows is part of the word."""
    keys = {one.key for one in filters}
    for sign, key, quoted, bare in (m.groups() for m in _PIECE.finditer(text)):
        value = bare if quoted is None else quoted
        if key and key.lower() not in keys:
            value, key = f"{key}:{value}", ""
        elif quoted is None and value.endswith(":") and value[:-1].lower() in keys:
            value, key = "", value[:-1]
        yield Wish((key or "").lower(), value.strip(), bool(sign), not key and quoted is not None)


def _take(said: Said, piece: Wish) -> None:
    """Put a piece where it belongs."""
    if not piece.value:
        if piece.key:
            said.explain(
                _(
                    "“%(key)s:” needs a value right behind the colon; it was left out.",
                    key=piece.key,
                )
            )
        return
    if piece.key and len(said.wishes) >= MOST_FILTERS:
        said.explain(_("Only %(count)d filters are used at a time.", count=MOST_FILTERS))
        return
    said.pieces.append(piece)
    if piece.key:
        return
    every = words_of(piece.value) if said.room is not None else []
    words = tuple(every[: said.room])
    if len(words) < len(every):
        said.explain(_("Only the first %(count)d words were searched.", count=MOST_WORDS))
        said.room = None
    elif said.room is not None:
        said.room -= len(words)
    if words and piece.negative:
        said.excluded.append(words)
    elif words:
        (said.phrases if piece.quoted else said.chunks).append(words)

"""The help page's lines, made from the filters themselves, with examples that find something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Thread
from community.forum.queries import listed, visible_to
from community.search.language import Filter, Wish, filters
from community.search.searching import house_stems
from community.search.text import words_of

MOST_TITLES = 20


@dataclass(frozen=True)
class Line:
    """What can be typed, and what it does."""

    examples: Sequence[str]
    about: Any
    #: only staff can use it
    for_staff: bool = False


def lines(reader: Reader) -> dict[str, list[Line]]:
    """Lines by key, those about words first, without what this reader may not use."""
    found = {"": list(_about_words(_telling_words(reader)))}
    for one in filters:
        if one.is_for(reader) and not (one.for_members and reader.is_visitor):
            examples = [_example(one, value, reader) for value in _values(one, reader)]
            found.setdefault(one.key, []).append(Line(examples, one.about, one.for_staff))
    return found


def _values(one: Filter, reader: Reader) -> Sequence[str]:
    return (one.value,) if one.value else one.examples(reader)


def _example(one: Filter, value: str, reader: Reader) -> str:
    wish = str(Wish(one.key, value))
    return f"{_telling_words(reader)[0]} {wish}" if one.key == "in" else wish


def _telling_words(reader: Reader) -> list[str]:
    """How the title of a new thread begins; something neutral without one."""
    titles = select(Thread.title).where(visible_to(reader), listed())
    stop = house_stems().stop_words
    for title in db.session.scalars(titles.order_by(Thread.id.desc()).limit(MOST_TITLES)):
        words = words_of(title)[:3]
        if len(words) == 3 and all(w.isalnum() and w not in stop for w in words):
            return words
    return ["printer", "paper", "jam"]


def _about_words(words: list[str]) -> Iterator[Line]:
    yield Line([" ".join(words)], _l("All the words, in all their forms; behind them most words."))
    yield Line([f'"{words[0]} {words[1]}"'], _l("In quotation marks: they stand together."))
    yield Line([f"{words[0]} -{words[2]}"], _l("Without this word, “phrase” or filter."))

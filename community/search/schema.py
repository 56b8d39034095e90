"""What the index keeps of a document: words with their places, facets, and no text at all."""

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Token
from whoosh.analysis.analyzers import Analyzer
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from community.search.text import folded, stems
from community.search.whoosh_scoring import REPEATED

#: raise it when schema, analyser or what is indexed changes: the index is then built anew
VERSION = 5


def version(language: str) -> str:
    """What an index must say of itself to be ours."""
    return f"{VERSION}/{stems(language).language}"


def make_schema(language: str) -> Schema:
    """The fields. One combined field carries the search: two cost twice the time."""
    stemmed, typed = Terms(language), Terms(language, typed=True)
    return Schema(
        thread=ID(stored=True),
        stamp=STORED,
        facets=KEYWORD,
        title=TEXT(analyzer=stemmed),
        text=TEXT(analyzer=stemmed),
        #: the title as it was typed, for suggestions while typing
        words=TEXT(analyzer=typed, phrase=False),
    )


class Terms(Analyzer):
    """The house's own analysis as the library wants it; stored with the index, so it holds only
    the name of its language."""

    def __init__(self, language: str, typed: bool = False) -> None:
        self.language, self.typed = language, typed

    def __call__(self, value: str, **kwargs: Any) -> Iterator[Token]:
        words = stems(self.language)
        token: Any = Token(positions=True)
        token.boost, token.stopped = 1.0, False
        for token.text, token.pos in words.typed_terms(value) if self.typed else words.terms(value):
            yield token


def fields_of(thread_id: int, title: str, text: str, facets: str, stamp: str) -> dict[str, str]:
    """The values of one document, folded as queries are."""
    title, text = folded(title), folded(text)
    repeated = f" {REPEATED}" if text.lstrip().startswith(title) else ""
    return {
        "thread": str(thread_id),
        "stamp": stamp,
        "facets": facets + repeated,
        "title": title,
        "text": f"{title}\n{text}",
        "words": title,
    }

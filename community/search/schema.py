"""What the index keeps of a document: words with their places, facets, and no text at all."""

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Token
from whoosh.analysis.analyzers import Analyzer
from whoosh.columns import PickleColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, KEYWORD, STORED, TEXT, Schema

from community.search.engine import Document
from community.search.gist import gist_of
from community.search.text import Stems, folded, stems
from community.search.whoosh_scoring import REPEATED

#: raise it when schema, analyser or what is indexed changes: the index is then built anew
VERSION = 8


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
        #: its most frequent words, for the second look; a column, so that hits stay cheap to read
        gist=COLUMN(PickleColumn(VarBytesColumn())),
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


def fields_of(one: Document, words: Stems) -> dict[str, Any]:
    """The values of one document, folded as queries are."""
    title, text = folded(one.title), folded(one.text)
    repeated = (REPEATED,) if text.lstrip().startswith(title) else ()
    return {
        "thread": str(one.thread_id),
        "stamp": one.stamp,
        "facets": " ".join((*one.facets, *repeated)),
        "title": title,
        "text": f"{title}\n{text}",
        "words": title,
        "gist": gist_of(f"{title}\n{text}", words),
    }

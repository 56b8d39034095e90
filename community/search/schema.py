"""What the index keeps of a document: words with their places, facets, and no text at all."""

from whoosh.analysis import RegexTokenizer, StemFilter, StopFilter
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from community.search.text import WORD, folded, stems
from community.search.whoosh_scoring import REPEATED

#: raise it when schema, analyser or what is indexed changes: the index is then built anew
VERSION = 4


def version(language: str) -> str:
    """What an index must say of itself to be ours."""
    return f"{VERSION}/{stems(language).language}"


def make_schema(language: str) -> Schema:
    """The fields. One combined field carries the search: two cost twice the time."""
    words = stems(language)
    tokens = RegexTokenizer(WORD)
    analyser = (
        tokens
        | StopFilter(stoplist=words.stop_words, minsize=1)
        | StemFilter(lang=words.language, cachesize=-1)
    )
    return Schema(
        thread=ID(stored=True),
        stamp=STORED,
        facets=KEYWORD,
        title=TEXT(analyzer=analyser),
        text=TEXT(analyzer=analyser),
        #: the title as it was typed, for suggestions while typing
        words=TEXT(analyzer=tokens, phrase=False),  # type: ignore[arg-type]
    )


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

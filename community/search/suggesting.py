"""Titles while somebody types, and only those this reader may open."""

from collections.abc import Sequence
from dataclasses import dataclass

from community.accounts.readers import Reader
from community.forum.models import thread_path
from community.search import correcting, engine, judging, language
from community.search.asking import each_audience
from community.search.engine import IndexMissing, Wanted
from community.search.text import house_stems, words_of

SHOWN = 8
LOOKED_AT = 24  # some may be unreadable, or gone
SHORTEST = 2  # letters; one says nothing
MISTYPED = 4  # letters; fewer are a word only begun
MOST_WORDS = 8


@dataclass(frozen=True)
class Suggestion:
    thread_id: int
    title: str
    path: str
    support_state: str | None


def suggest(text: str, reader: Reader, shown: int = SHOWN) -> Sequence[Suggestion]:
    """Threads whose title has what was typed, the last word perhaps only begun; filters wait for
    the whole search."""
    words = words_of(language.parse(text).plain)[-MOST_WORDS:]
    if not words or (len(words) == 1 and len(words[0]) < SHORTEST and words[0].isascii()):
        return []
    try:
        return _titled(words, reader, shown) or _titled(_meant(text), reader, shown)
    except IndexMissing:
        return []


def _meant(text: str) -> list[str]:
    """The words that were surely meant; none where nothing is mistyped."""
    said = language.parse(text) if len(text.strip()) >= MISTYPED else language.Said()
    sure = (way for way in correcting.corrections(said, house_stems()) if way.is_sure)
    return next((words_of(way.text)[-MOST_WORDS:] for way in sure), [])


def _titled(words: Sequence[str], reader: Reader, shown: int) -> Sequence[Suggestion]:
    if not words:
        return []
    machine = engine.current()

    def look(wanted: Wanted) -> engine.Found:
        return engine.call(machine.suggest, words, wanted)

    found = each_audience(Wanted(limit=LOOKED_AT, seconds=0.03), reader, look)
    known = judging.readable(found.hits, reader)
    rows = [known[hit.thread_id] for hit in found.hits if hit.thread_id in known][:shown]
    return [Suggestion(r.id, r.title, thread_path(r.id, r.slug), r.support_state) for r in rows]

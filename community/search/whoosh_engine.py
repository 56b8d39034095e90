"""The embedded engine: Whoosh in a folder, one writer at a time, readers with their own searcher.

Its methods block and hold the processor: call them in native threads (`offload.call`).
"""

import contextlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from gevent.monkey import get_original
from whoosh.index import open_dir
from whoosh.query import Every, Query, Term

from community.search import generations, whoosh_queries
from community.search.engine import Document, Found, Hit, IndexMissing, Wanted
from community.search.schema import version
from community.search.text import stems
from community.search.whoosh_queries import Deadline, Rarity, TimedCollector
from community.search.whoosh_writing import WhooshRebuild, add, of_threads, one_writer

log = logging.getLogger(__name__)
T = TypeVar("T")

BEGUN_WORDS = 8  # completions of the last word that a suggestion looks for
BEGUN_LOOKS = 200  # words with that beginning that are looked at
SIMILAR_WORDS = 16  # the most telling words of a text
TITLE_BOOST = 2.5  # a word of the title tells more about a question than one of its body
BEST_FREQUENCY = 2.2  # BM25 with K1 1.2: a word counts at most so many times its rarity


class _Seat:
    """What one native thread reads with. Searchers shared by threads give wrong answers."""

    def __init__(self, generation: Path) -> None:
        self.generation = generation
        self.index = open_dir(str(generation))
        self.commit = -1
        self.searcher: Any = None

    def fresh_searcher(self) -> Any:
        """A searcher that has seen the last commit.

        Never the library's own refresh(): it keeps segments that a merge has replaced, so
        what was deleted or rewritten is found again (seen in 3.54.0). Opening takes 0.3 ms.
        """
        commit = self.index.latest_generation()
        if commit != self.commit:
            old, self.searcher = self.searcher, self.index.searcher(weighting=Rarity())
            self.commit = commit
            if old:
                old.close()
        return self.searcher

    def close(self) -> None:
        with contextlib.suppress(Exception):
            if self.searcher:
                self.searcher.close()
            self.index.close()


class WhooshEngine:
    """See `engine.Engine` for what each method promises."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder = folder
        self.language = language
        self.stems = stems(language)
        self.version = version(language)
        # unpatched, or all greenlets of a native thread pool would share one seat
        self._local = get_original("threading", "local")()

    # Reading

    def search(self, wanted: Wanted) -> Found:
        return self._read(lambda searcher: self._search(searcher, wanted))

    def suggest(self, words: Sequence[str], wanted: Wanted) -> Found:
        return self._read(lambda searcher: self._suggest(searcher, words, wanted))

    def similar(self, title: str, body: str, wanted: Wanted) -> Found:
        return self._read(lambda searcher: self._similar(searcher, title, body, wanted))

    def count_documents(self) -> int:
        return self._read(lambda searcher: searcher.doc_count())

    def stamps(self) -> dict[int, list[str]]:
        def read(searcher: Any) -> dict[int, list[str]]:
            found: dict[int, list[str]] = {}
            for fields in searcher.documents():
                found.setdefault(int(fields["thread"]), []).append(fields["stamp"])
            return {thread_id: sorted(stamps) for thread_id, stamps in found.items()}

        return self._read(read)

    def is_usable(self) -> bool:
        try:
            return self._read(_looks_whole)
        except IndexMissing:
            return False

    # Writing

    def index(self, documents: dict[int, list[Document]]) -> None:
        if not documents:
            return
        before = None
        while (generation := self._live()) != before:  # again, if it was swapped meanwhile
            with one_writer(generation) as writer:
                writer.delete_by_query(of_threads(documents))
                add(writer, documents)
            before = generation

    def delete(self, thread_ids: Iterable[int]) -> None:
        self.index({thread_id: [] for thread_id in thread_ids})

    def rebuild(self) -> "WhooshRebuild":
        return WhooshRebuild(self.folder, self.version, self.language)

    # Inside

    def _live(self) -> Path:
        generation = generations.live(self.folder)
        if generation is None or generations.version_of(generation) != self.version:
            raise IndexMissing
        return generation

    def _read(self, question: Callable[[Any], T]) -> T:
        """Ask this thread's searcher; one that stumbles over a swapped index is opened anew."""
        for attempt in (1, 2):
            try:
                return question(self._searcher())
            except IndexMissing:
                raise
            except Exception as error:  # a broken file shows itself in many ways
                self._leave_seat()
                if attempt == 2:
                    log.exception("The search index cannot be read")
                    raise IndexMissing from error
        raise AssertionError("unreachable")

    def _searcher(self) -> Any:
        generation = self._live()
        seat: _Seat | None = getattr(self._local, "seat", None)
        if seat is None or seat.generation != generation:
            self._leave_seat()
            seat = self._local.seat = _Seat(generation)
        return seat.fresh_searcher()

    def _leave_seat(self) -> None:
        seat: _Seat | None = getattr(self._local, "seat", None)
        self._local.seat = None
        if seat:
            seat.close()

    def _search(self, searcher: Any, wanted: Wanted) -> Found:
        deadline = Deadline(wanted.seconds)
        query = whoosh_queries.all_words(wanted, self.stems, searcher)
        found = _collect(searcher, query, wanted, deadline) if query else Found()
        if len(found.hits) >= wanted.enough:
            return found
        if wanted.phrases and not found.hits:  # nothing stands together: its words, then
            wanted = replace(wanted, chunks=(*wanted.chunks, *wanted.phrases), phrases=())
        rest = whoosh_queries.most_words(wanted, self.stems, searcher)
        if rest is None:
            return found
        near = _collect(searcher, rest, wanted, deadline)
        known = {hit.thread_id for hit in found.hits}
        behind = [replace(h, complete=False) for h in near.hits if h.thread_id not in known]
        return Found((*found.hits, *behind), found.partial or near.partial, near.more)

    def _suggest(self, searcher: Any, words: Sequence[str], wanted: Wanted) -> Found:
        if not words:
            return Found()
        reader = searcher.reader()
        last = words[-1].encode()
        begun: list[tuple[int, str]] = []
        for count, (_field, word) in enumerate(reader.terms_from("words", last)):
            if _field != "words" or not word.startswith(last) or count >= BEGUN_LOOKS:
                break
            begun.append((reader.doc_frequency("words", word), word.decode()))
        if not begun:
            return Found()
        often = [word for _count, word in sorted(begun, reverse=True)[:BEGUN_WORDS]]
        query = whoosh_queries.title_words(wanted, words[:-1], often, self.stems)
        return _collect(searcher, query, wanted, Deadline(wanted.seconds))

    def _similar(self, searcher: Any, title: str, body: str, wanted: Wanted) -> Found:
        in_title = set(self.stems.of(title))
        words = dict.fromkeys([*self.stems.of(title), *self.stems.of(body)])
        boosts = {word: TITLE_BOOST if word in in_title else 1.0 for word in words}
        ranked = whoosh_queries.by_rarity(words, searcher)
        value = {w: boosts[w] * searcher.idf("text", w) for w, _count in ranked}
        telling = sorted(ranked, key=lambda pair: -value[pair[0]])[:SIMILAR_WORDS]
        if not telling:
            return Found()
        telling.sort(key=lambda pair: pair[1])
        query = whoosh_queries.any_word(telling, boosts)
        query = whoosh_queries.narrowed(query, wanted, self.stems)
        found = _collect(searcher, query, wanted, Deadline(wanted.seconds))
        # what words of the title that occur nowhere would have been worth counts as missed
        unknown = [w for w in in_title if w not in value]
        rarest = max(value.values())
        best = BEST_FREQUENCY * (sum(value[w] for w, _c in telling) + rarest * len(unknown))
        return replace(found, hits=[replace(h, score=h.score / best) for h in found.hits])


def _collect(searcher: Any, query: Query, wanted: Wanted, deadline: Deadline) -> Found:
    allowed = None
    if wanted.only is not None:
        allowed = frozenset(searcher.docs_for_query(of_threads(wanted.only)))
    collector = TimedCollector(wanted.limit + 1, deadline, allowed)
    searcher.search_with_collector(query, collector)
    best = sorted(collector.items, key=lambda item: (-item[0], -item[1]))
    hits: dict[int, Hit] = {}
    for score, docnum in best[: wanted.limit]:
        thread_id = int(searcher.stored_fields(-docnum)["thread"])
        hits.setdefault(thread_id, Hit(thread_id, score))
    return Found(tuple(hits.values()), collector.partial, len(best) > wanted.limit)


def _looks_whole(searcher: Any) -> bool:
    """Touch every part of it: counts, words, and the postings of one of them."""
    reader = searcher.reader()
    for word in reader.field_terms("thread"):
        list(searcher.docs_for_query(Term("thread", word)))
        break
    list(searcher.search(Every("facets"), limit=1))
    return reader.doc_count() >= 0

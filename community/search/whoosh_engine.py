"""The embedded engine: Whoosh in a folder, one writer at a time, readers with their own searcher.

Its methods block and hold the processor: call them in native threads (`offload.call`).
"""

import contextlib
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from whoosh.index import open_dir
from whoosh.query import Every, Term

from community import unpatched
from community.search import file_locks, generations
from community.search.deadline import Deadline
from community.search.engine import Document, Found, Hit, IndexMissing, Wanted
from community.search.planning import plan_of, stemmed
from community.search.plans import Scored
from community.search.schema import version
from community.search.telling import told_by
from community.search.text import stems
from community.search.whoosh_feedback import second_look
from community.search.whoosh_postings import Shelf
from community.search.whoosh_scoring import Look
from community.search.whoosh_writing import WhooshRebuild, add, of_threads, one_writer

log = logging.getLogger(__name__)
T = TypeVar("T")


class _Seat:
    """What one native thread reads with. Searchers shared by threads give wrong answers."""

    def __init__(self, generation: Path) -> None:
        self.generation = generation
        self.index = open_dir(str(generation))
        self.commit = -1
        self.searcher: Any = None

    def fresh_searcher(self, shelf: Shelf) -> Any:
        """A searcher that has seen the last commit.

        Never the library's own refresh(): it keeps segments that a merge has replaced, so
        what was deleted or rewritten is found again (seen in 3.54.0). Opening takes 0.3 ms.
        """
        commit = self.index.latest_generation()
        if commit != self.commit:
            old, self.searcher = self.searcher, self.index.searcher()
            self.commit = commit
            shelf.forget_others(segment.segment_id() for segment in self.index._segments())
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

    holds_processor = True

    def __init__(self, folder: Path, language: str) -> None:
        self.folder = folder
        self.language = language
        self.stems = stems(language)
        self.version = version(language)
        self.shelf = Shelf()
        # unpatched, or all greenlets of a native thread pool would share one seat
        self._local = unpatched.of("threading", "local")()

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
                add(writer, documents, self.stems)
            before = generation

    def delete(self, thread_ids: Iterable[int]) -> None:
        self.index({thread_id: [] for thread_id in thread_ids})

    def rebuild(self) -> "WhooshRebuild":
        return WhooshRebuild(self.folder, self.version, self.language)

    def turn(self, seconds: float) -> AbstractContextManager[None]:
        return file_locks.turn(self.folder, seconds)

    def alone(self) -> AbstractContextManager[None]:
        return file_locks.alone(self.folder)

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
        return seat.fresh_searcher(self.shelf)

    def _leave_seat(self) -> None:
        seat: _Seat | None = getattr(self._local, "seat", None)
        self._local.seat = None
        if seat:
            seat.close()

    def _search(self, searcher: Any, wanted: Wanted) -> Found:
        deadline = Deadline(wanted.seconds)
        plan = plan_of(wanted, self.stems, searcher)
        look = Look(searcher, self.shelf, plan, deadline)
        complete = look.complete(wanted.limit + 1) if plan.must or plan.groups else []
        if len(complete) >= wanted.enough:
            return replace(_found(searcher, complete, [], wanted, deadline), shares=plan.shares)
        if plan.quoted and not complete:  # nothing stands together: its words, then
            look = Look(searcher, self.shelf, replace(plan, quoted=()), deadline)
        near = look.any(wanted.limit + 1 + len(complete))
        near = second_look(look, complete, near)
        return replace(_found(searcher, complete, near, wanted, deadline), shares=plan.shares)

    def _suggest(self, searcher: Any, words: Sequence[str], wanted: Wanted) -> Found:
        if not words:
            return Found()
        deadline = Deadline(wanted.seconds)
        plan = plan_of(replace(wanted, chunks=()), self.stems, searcher)
        typed = stemmed(words[:-1], self.stems)
        every: list[Scored] = []
        for leaf in Look(searcher, self.shelf, plan, deadline).leaves:
            every += leaf.titled(plan, typed, words[-1])
        every.sort(key=lambda one: (-one.score, -one.number))
        return _found(searcher, every, [], wanted, deadline)

    def _similar(self, searcher: Any, title: str, body: str, wanted: Wanted) -> Found:
        deadline = Deadline(wanted.seconds)
        told = told_by(title, body, self.stems, searcher)
        if not told.weights:
            return Found()
        plan = replace(plan_of(wanted, self.stems, searcher), weights=told.weights)
        hits = Look(searcher, self.shelf, plan, deadline).any(wanted.limit + 1)
        found = _found(searcher, [told.share(one) for one in hits], [], wanted, deadline)
        return replace(found, shares=told.shares)


def _found(
    searcher: Any,
    complete: Sequence[Scored],
    near: Sequence[Scored],
    wanted: Wanted,
    deadline: Deadline,
) -> Found:
    """Hits by thread: those with all words, then the others, each thread once."""
    hits: dict[int, Hit] = {}
    pairs = [(one, True) for one in complete] + [(one, False) for one in near]
    for one, is_complete in pairs:
        if len(hits) > wanted.limit:
            break
        thread_id = int(searcher.stored_fields(one.number)["thread"])
        hits.setdefault(thread_id, Hit(thread_id, one.score, is_complete))
    kept = tuple(hits.values())
    return Found(kept[: wanted.limit], deadline.was_over, len(kept) > wanted.limit)


def _looks_whole(searcher: Any) -> bool:
    """Touch every part of it: counts, words, and the postings of one of them."""
    reader = searcher.reader()
    for word in reader.field_terms("thread"):
        list(searcher.docs_for_query(Term("thread", word)))
        break
    list(searcher.search(Every("facets"), limit=1))
    return reader.doc_count() >= 0

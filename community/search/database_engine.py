"""The engine of large communities: full text in PostgreSQL, for every host that reaches it.

Its methods wait for the database and need little of the processor: they are called where they
are wanted, and under gevent others go on meanwhile.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from psycopg import errors
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from community.search import database_titles, database_writing
from community.search.database_feedback import second_look
from community.search.database_look import PATIENCE, Clock, Look, Statistics, statistics
from community.search.database_schema import LIVE, run, version
from community.search.engine import AlreadyRebuilding, Document, Found, Hit, IndexMissing, Wanted
from community.search.planning import plan_of, stemmed
from community.search.plans import Scored
from community.search.telling import told_by
from community.search.text import stems, words_of

T = TypeVar("T")

CONNECTIONS, MORE = 4, 8  # of one process, beside those of its pages
TURN, REBUILDING = 7_310_001, 7_310_002  # advisory locks of the database
TURN_PAUSE = 0.01
#: what the server says of an index that is not there, or was replaced at this very moment
GONE = (errors.UndefinedTable, errors.InvalidSchemaName, errors.UndefinedColumn)


class DatabaseEngine:
    """See `engine.Engine` for what each method promises."""

    holds_processor = False

    def __init__(self, url: str, language: str) -> None:
        # connections of its own: a page that waits for one here holds another already
        self.database = create_engine(url, pool_size=CONNECTIONS, max_overflow=MORE)
        self.stems = stems(language)
        self.version = version(language)

    # Reading

    def search(self, wanted: Wanted) -> Found:
        return self._read(lambda connection: self._search(connection, wanted))

    def suggest(self, words: Sequence[str], wanted: Wanted) -> Found:
        return self._read(lambda connection: self._suggest(connection, words, wanted))

    def similar(self, title: str, body: str, wanted: Wanted) -> Found:
        return self._read(lambda connection: self._similar(connection, title, body, wanted))

    def count_documents(self) -> int:
        return self._read(
            lambda connection: run(connection, f"SELECT count(*) FROM {LIVE}.documents").scalar()
        )

    def stamps(self) -> dict[int, list[str]]:
        def read(connection: Any) -> dict[int, list[str]]:
            self._statistics(connection, (), 60.0)
            found: dict[int, list[str]] = {}
            rows = connection.execution_options(yield_per=2000).exec_driver_sql(
                f"SELECT thread_id, stamp FROM {LIVE}.documents"
            )
            for thread_id, stamp in rows:
                found.setdefault(thread_id, []).append(stamp)
            return {thread_id: sorted(stamps) for thread_id, stamps in found.items()}

        return self._read(read)

    def is_usable(self) -> bool:
        try:
            return self._read(self._looks_whole)
        except IndexMissing:
            return False

    # Writing

    def index(self, documents: dict[int, list[Document]]) -> None:
        if documents:
            self._read(
                lambda connection: database_writing.replace(
                    connection, self.version, self.stems, documents
                )
            )

    def delete(self, thread_ids: Iterable[int]) -> None:
        self.index({thread_id: [] for thread_id in thread_ids})

    def rebuild(self) -> database_writing.DatabaseRebuild:
        return database_writing.DatabaseRebuild(self.database, self.version, self.stems)

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        end = time.monotonic() + seconds
        with self._locked(TURN) as is_ours:
            while not is_ours():
                if time.monotonic() > end:
                    raise TimeoutError("Another process has been indexing for too long.")
                time.sleep(TURN_PAUSE)  # lets other greenlets work
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._locked(REBUILDING) as is_ours:
            if not is_ours():
                raise AlreadyRebuilding
            yield

    # Inside

    @contextmanager
    def _locked(self, key: int) -> Iterator[Callable[[], bool]]:
        """A lock that dies with its connection."""
        with self.database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

            def is_ours() -> bool:
                return bool(run(connection, "SELECT pg_try_advisory_lock(%s)", (key,)).scalar())

            try:
                yield is_ours
            finally:
                run(connection, "SELECT pg_advisory_unlock_all()")

    def _read(self, question: Callable[[Any], T]) -> T:
        """Ask in one transaction; once more if the index was replaced meanwhile."""
        for attempt in (1, 2):
            try:
                with self.database.connect() as connection:
                    answer = question(connection)
                    connection.commit()
                    return answer
            except (DBAPIError, errors.Error) as error:  # COPY raises the driver's own
                was_gone = isinstance(getattr(error, "orig", error), GONE)
                if attempt == 1 and (was_gone or getattr(error, "connection_invalidated", False)):
                    continue
                if was_gone:
                    raise IndexMissing from error
                raise
        raise AssertionError("unreachable")

    def _statistics(self, connection: Any, words: Iterable[str], seconds: float) -> Statistics:
        return statistics(connection, self.version, words, seconds)

    def _stems_of(self, wanted: Wanted) -> set[str]:
        others = [other for one in wanted.alternatives for other in one.others]
        parts = (*wanted.chunks, *wanted.phrases, *others)
        return {self.stems.stem(word) for part in parts for word in part}

    def _search(self, connection: Any, wanted: Wanted) -> Found:
        clock = Clock(time.monotonic() + PATIENCE * wanted.seconds)
        known = self._statistics(connection, self._stems_of(wanted), wanted.seconds)
        plan = plan_of(wanted, self.stems, known)
        look = Look(connection, plan, known, clock)
        complete = look.complete(wanted.limit + 1) if plan.must or plan.groups else []
        if len(complete) >= wanted.enough:
            return replace(_found(complete, [], wanted, clock), shares=plan.shares)
        if plan.quoted and not complete:  # nothing stands together: its words, then
            look = Look(connection, replace(plan, quoted=()), known, clock)
        near = look.any(wanted.limit + 1 + len(complete))
        near = second_look(look, complete, near, self.stems)
        return replace(_found(complete, near, wanted, clock), shares=plan.shares)

    def _suggest(self, connection: Any, words: Sequence[str], wanted: Wanted) -> Found:
        if not words:
            return Found()
        clock = Clock(time.monotonic() + PATIENCE * wanted.seconds)
        known = self._statistics(connection, (), wanted.seconds)
        plan = plan_of(replace(wanted, chunks=()), self.stems, known)
        typed = stemmed(words[:-1], self.stems)
        look = Look(connection, plan, known, clock)
        found = database_titles.titled(look, typed, words[-1], wanted.limit + 1)
        return _found(found, [], wanted, clock)

    def _similar(self, connection: Any, title: str, body: str, wanted: Wanted) -> Found:
        clock = Clock(time.monotonic() + PATIENCE * wanted.seconds)
        stems_of = {self.stems.stem(word) for word in words_of(f"{title}\n{body}")}
        known = self._statistics(connection, stems_of, wanted.seconds)
        told = told_by(title, body, self.stems, known)
        if not told.weights:
            return Found()
        plan = replace(plan_of(wanted, self.stems, known), weights=told.weights)
        hits = Look(connection, plan, known, clock).any(wanted.limit + 1)
        found = _found([told.share(one) for one in hits], [], wanted, clock)
        return replace(found, shares=told.shares)

    def _looks_whole(self, connection: Any) -> bool:
        """Touch every part of it: its version, rows, words and both indexes."""
        self._statistics(connection, ("x",), 1.0)
        run(connection, f"SELECT 1 FROM {LIVE}.documents WHERE words @@ '''x'''::tsquery LIMIT 1")
        run(connection, f"SELECT 1 FROM {LIVE}.documents WHERE pairs @> '{{-1}}' LIMIT 1")
        return True


def _found(
    complete: Sequence[Scored], near: Sequence[Scored], wanted: Wanted, clock: Clock
) -> Found:
    """Hits by thread: those with all words, then the others, each thread once."""
    hits: dict[int, Hit] = {}
    pairs = [(one, True) for one in complete] + [(one, False) for one in near]
    for one, is_complete in pairs:
        if len(hits) > wanted.limit:
            break
        hits.setdefault(one.number, Hit(one.number, one.score, is_complete))
    kept = tuple(hits.values())
    return Found(kept[: wanted.limit], clock.was_over, len(kept) > wanted.limit)

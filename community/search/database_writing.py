"""Writing the index into PostgreSQL: threads replaced in one transaction, a whole one beside it."""

import json
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Engine as Database
from sqlalchemy.exc import OperationalError, ProgrammingError

from community import offload
from community.search.database_schema import COUNT, DRAFT, INDEXES, LIVE, create, run
from community.search.database_vectors import Vector, vector_of
from community.search.engine import CannotBuild, Document, IndexMissing
from community.search.text import Stems

USUAL = 150.0  # words of a document, before any is known
SWAP_WAIT = 60.0  # seconds for which a swap tries to find a moment without readers
SWAP_PATIENCE = "200ms"  # of one try: readers wait as long behind it
BUILD_MEMORY = "256MB"
COLUMNS = "thread_id, length, title_length, stamp, words, pairs"


def vectors(documents: dict[int, list[Document]], stems: Stems, average: float) -> list[Vector]:
    """The rows of these documents, made in a native thread: stems are work for the processor."""
    return offload.call(_vectors, documents, stems, average, pool="index")


def _vectors(documents: dict[int, list[Document]], stems: Stems, average: float) -> list[Vector]:
    return [vector_of(one, stems, average) for each in documents.values() for one in each]


def replace(
    connection: Any, version: str, stems: Stems, documents: dict[int, list[Document]]
) -> None:
    """Put these documents in place of all that is known of these threads."""
    about = run(connection, f"SELECT version, documents, words FROM {LIVE}.about").first()
    if about is None or about.version != version:
        raise IndexMissing
    fresh = vectors(documents, stems, about.words / about.documents if about.documents else USUAL)
    gone = run(
        connection,
        f"DELETE FROM {LIVE}.documents WHERE thread_id = ANY(%s)"
        " RETURNING length, tsvector_to_array(words)",
        (list(documents),),
    ).all()
    insert(connection, LIVE, fresh)
    _count_words(connection, [row[1] for row in gone], [one.lexemes for one in fresh])
    more = len(fresh) - len(gone)
    longer = sum(one.length for one in fresh) - sum(row[0] for row in gone)
    run(
        connection,
        f"UPDATE {LIVE}.about SET documents = documents + %s, words = words + %s",
        (more, longer),
    )


def _count_words(
    connection: Any, gone: Iterable[Iterable[str]], fresh: Iterable[Iterable[str]]
) -> None:
    """Keep the number of documents of every word; in one order, so that nobody waits in a ring."""
    change: Counter[str] = Counter()
    for words in fresh:
        change.update(words)
    for words in gone:
        change.subtract(words)
    changed = {word: by for word, by in sorted(change.items()) if by}
    if changed:
        run(
            connection,
            f"INSERT INTO {LIVE}.words AS w (word, documents)"
            " SELECT key, value::bigint FROM json_each_text(%s)"
            " ON CONFLICT (word) DO UPDATE SET documents = w.documents + excluded.documents",
            (json.dumps(changed, ensure_ascii=False),),
        )


def insert(connection: Any, schema: str, rows: Iterable[Vector]) -> None:
    """Many documents at once, in the driver's own way."""
    driver = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {schema}.documents ({COLUMNS}) FROM STDIN") as copy,
    ):
        for one in rows:
            copy.write_row(
                (one.thread_id, one.length, one.title_length, one.stamp, one.words, one.pairs)
            )


class DatabaseRebuild:
    """An index in the making, beside the live one."""

    def __init__(self, database: Database, version: str, stems: Stems) -> None:
        self.database = database
        self.stems = stems
        self.documents = self.words = 0
        try:
            with database.begin() as connection:
                create(connection, DRAFT, version)
        except ProgrammingError as error:
            if not isinstance(error.orig, InsufficientPrivilege):
                raise
            raise CannotBuild(
                "The search index lives in a schema of its own, and this role may not make one. "
                "As the database's owner: GRANT CREATE ON DATABASE … TO …"
            ) from error

    def index(self, documents: dict[int, list[Document]]) -> None:
        average = self.words / self.documents if self.documents else USUAL
        rows = vectors(documents, self.stems, average)
        with self.database.begin() as connection:
            insert(connection, DRAFT, rows)
        self.documents += len(rows)
        self.words += sum(one.length for one in rows)

    def swap_in(self) -> None:
        with self.database.begin() as connection:
            run(connection, "SET LOCAL statement_timeout = 0")
            run(connection, f"SET LOCAL maintenance_work_mem = '{BUILD_MEMORY}'")
            for statement in (*INDEXES, COUNT):
                run(connection, statement.format(schema=DRAFT))
            run(
                connection,
                f"UPDATE {DRAFT}.about SET documents = %s, words = %s",
                (self.documents, self.words),
            )
            run(connection, f"ANALYZE {DRAFT}.documents")
            run(connection, f"ANALYZE {DRAFT}.words")
        self._take_the_place()

    def give_up(self) -> None:
        with self.database.begin() as connection:
            run(connection, f"DROP SCHEMA IF EXISTS {DRAFT} CASCADE")

    def _take_the_place(self) -> None:
        """In one transaction, at a moment when nobody reads: nobody waits long behind it."""
        end = time.monotonic() + SWAP_WAIT
        while True:
            try:
                with self.database.begin() as connection:
                    run(connection, f"SET LOCAL lock_timeout = '{SWAP_PATIENCE}'")
                    run(connection, f"DROP SCHEMA IF EXISTS {LIVE} CASCADE")
                    run(connection, f"ALTER SCHEMA {DRAFT} RENAME TO {LIVE}")
                return
            except OperationalError:
                if time.monotonic() > end:
                    raise
            time.sleep(0.05)

"""Where PostgreSQL keeps the index: a schema of its own, with nothing in it that cannot be made
again. A rebuild fills a second one and takes the place of the first in one transaction."""

from typing import Any

from community.search.schema import VERSION
from community.search.text import stems

LIVE = "hearth_search"
DRAFT = "hearth_search_draft"
LAYOUT = 2  # raise it when the tables below or what is written into them change

TABLES = """
CREATE TABLE {schema}.about (
    version text NOT NULL, documents bigint NOT NULL, words bigint NOT NULL);
CREATE TABLE {schema}.documents (
    id bigint GENERATED ALWAYS AS IDENTITY,
    thread_id bigint NOT NULL,
    length integer NOT NULL,
    title_length integer NOT NULL,
    stamp text NOT NULL,
    words tsvector NOT NULL,
    pairs integer[] NOT NULL);
-- beside the rows: counting and filtering read no words, and nothing has to be unpacked
ALTER TABLE {schema}.documents
    ALTER words SET STORAGE EXTERNAL, ALTER pairs SET STORAGE EXTERNAL;
CREATE TABLE {schema}.words (word text COLLATE "C" PRIMARY KEY, documents bigint NOT NULL)
    WITH (fillfactor = 80);
"""
INDEXES = (
    "ALTER TABLE {schema}.documents ADD PRIMARY KEY (id)",
    "CREATE INDEX documents_thread_id ON {schema}.documents (thread_id)",
    # no list of pending words: every search would have to read it
    "CREATE INDEX documents_words ON {schema}.documents USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX documents_pairs ON {schema}.documents USING gin (pairs) WITH (fastupdate = off)",
)
COUNT = """
INSERT INTO {schema}.words (word, documents)
SELECT word, ndoc FROM ts_stat('SELECT words FROM {schema}.documents')
"""


def version(language: str) -> str:
    """What an index must say of itself to be ours."""
    return f"{LAYOUT}/{VERSION}/{stems(language).language}"


def create(connection: Any, schema: str, version: str) -> None:
    """An empty index without its indexes: filling it is quicker so."""
    run(connection, f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    run(connection, f"CREATE SCHEMA {schema}")
    for statement in TABLES.format(schema=schema).split(";\n"):
        if statement.strip():
            run(connection, statement)
    run(connection, f"INSERT INTO {schema}.about VALUES (%s, 0, 0)", (version,))


def run(connection: Any, statement: str, values: Any = None) -> Any:
    """A statement in the driver's own notation."""
    return connection.exec_driver_sql(statement, values)

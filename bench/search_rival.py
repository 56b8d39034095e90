"""SQLite FTS5 over the same text, asked the same questions: what our speed is compared with."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select

from bench.search_log import TYPED, Asked
from community.extensions import db
from community.forum.models import Post, Thread
from community.search.text import plain, stems, words_of

CHUNK = 500
LIMIT = 100
ENOUGH = 10
_FILTER = re.compile(r"-?[a-z]+:\S+")
_STATES = {"waiting": ("unanswered", "needs_reply"), "answered": ("replied",)}


class Rival:
    """One row a thread, Porter's stems, the best hundred by bm25()."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path)
        self.stop = stems("en").stop_words

    def fill(self) -> None:
        """Read every thread of the database; nothing if that was done before."""
        with contextlib.suppress(sqlite3.OperationalError):
            if self.db.execute("SELECT 1 FROM about LIMIT 1").fetchone():
                return
        fields = "title, text, content='', tokenize='porter unicode61'"
        self.db.execute(f"CREATE VIRTUAL TABLE docs USING fts5({fields})")
        self.db.execute("CREATE TABLE about (id INTEGER PRIMARY KEY, room, state, made, votes)")
        for rows, texts in _documents():
            self.db.executemany("INSERT INTO docs (rowid, title, text) VALUES (?, ?, ?)", texts)
            self.db.executemany("INSERT INTO about VALUES (?, ?, ?, ?, ?)", rows)
        self.db.execute("INSERT INTO docs (docs) VALUES ('optimize')")
        self.db.commit()

    def ask(self, asked: Asked) -> int:
        """All words, and any where fewer than ten have all; the number of hits."""
        phrase = asked.text.startswith('"')
        words = [w for w in words_of(_FILTER.sub("", asked.text)) if w not in self.stop]
        if not words:
            return 0
        if asked.kind == TYPED:
            return len(self._rows(f"title : ({_all(words)}*)", asked))
        if phrase:
            return len(self._rows(f'"{" ".join(words)}"', asked))
        found = self._rows(_all(words), asked)
        if len(found) < ENOUGH and len(words) > 1:
            found = self._rows(" OR ".join(f'"{word}"' for word in words), asked)
        return len(found)

    def _rows(self, match: str, asked: Asked) -> Sequence[object]:
        where, values = ["docs MATCH ?"], [match]
        for key, value in (piece.split(":", 1) for piece in _FILTER.findall(asked.text)):
            if key == "category":
                where.append("room = ?")
                values.append(value)
            elif key == "is":
                states = _STATES.get(value, (value,))
                where.append(f"state IN ({','.join('?' * len(states))})")
                values += states
            elif key in {"after", "before"}:
                where.append(f"made {'>=' if key == 'after' else '<'} ?")
                values.append(value)
        order = {"new": "made DESC", "votes": "votes DESC"}
        chosen = next((v for k, v in order.items() if f"sort:{k}" in asked.text), "bm25(docs)")
        table = (
            "docs"
            if len(where) == 1 and "sort:" not in asked.text
            else ("docs JOIN about ON about.id = docs.rowid")
        )
        statement = f"SELECT docs.rowid FROM {table} WHERE {' AND '.join(where)}"
        statement += f" ORDER BY {chosen} LIMIT {LIMIT}"
        return self.db.execute(statement, values).fetchall()


def _all(words: Sequence[str]) -> str:
    return " ".join(f'"{word}"' for word in words)


def _documents() -> Iterator[tuple[list[tuple], list[tuple]]]:
    """Rows and texts of many threads at a time."""
    last = 0
    columns = (Thread.id, Thread.category_id, Thread.support_state, Thread.created_at)
    newest = select(*columns, Thread.me_too, Thread.title).order_by(Thread.id).limit(CHUNK)
    while threads := db.session.execute(newest.where(Thread.id > last)).all():
        first, last = threads[0].id, threads[-1].id
        posts: dict[int, list[str]] = {}
        for thread_id, html in db.session.execute(
            select(Post.thread_id, Post.html).where(Post.thread_id.between(first, last))
        ):
            posts.setdefault(thread_id, []).append(plain(html))
        yield (
            [
                (t.id, f"c{t.category_id}", t.support_state, str(t.created_at), t.me_too)
                for t in threads
            ],
            [(t.id, t.title, "\n".join(posts.get(t.id, ()))) for t in threads],
        )
        db.session.rollback()

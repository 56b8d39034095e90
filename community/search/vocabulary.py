"""Which words occur in what everybody may read, and in how many threads: the same for every engine.

Only documents that visitors read are counted, in categories open to everyone: no word of a
private reply, a held post or a staff category can ever be offered to anybody. A thread's words are
kept packed beside the counts, and changed in one transaction with them, so that both always agree.
"""

import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, any_, bindparam, cast, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY

from community.extensions import db, hold, is_sqlite, writing
from community.search.scripts import SIGN
from community.search.term_models import EDGE, LONGEST_TERM, SearchTerm, ThreadTerms
from community.search.text import Stems, folded

SHORTEST = 2
AT_ONCE = 500  # rows of one statement

Words = frozenset[str]
NONE: Words = frozenset()


def words_in(text: str, words: Stems) -> Words:
    """The words of a text that may be meant by a mistyped one: letters, no codes, no numbers."""
    found = words.distinct(folded(text)) - words.stop_words
    return frozenset(word for word in found if is_word(word))


def is_word(word: str) -> bool:
    """Whether it is a word of letters in a script that has words."""
    fits = SHORTEST <= len(word) <= LONGEST_TERM and word.isalpha()
    return fits and (word.isascii() or not SIGN.search(word))


def threads_of(some: Iterable[str]) -> dict[str, int]:
    """The words that are known, and how many threads have them."""
    wanted = list(set(some))
    if not wanted:
        return {}
    told = _told(is_sqlite()), {"wanted": json.dumps(wanted) if is_sqlite() else wanted}
    return {word: threads for word, threads in db.session.execute(*told)}


@cache
def _told(by_json: bool) -> Any:
    """All that is wanted as one value: a thousand would cost more to write down than to look up."""
    one_of: ColumnElement[bool]
    if by_json:
        each = func.json_each(bindparam("wanted", type_=String)).table_valued("value")
        one_of = SearchTerm.word.in_(select(each.c.value))
    else:
        given = cast(bindparam("wanted", type_=ARRAY(String)), ARRAY(String))
        one_of = SearchTerm.word == any_(given)
    return select(SearchTerm.word, SearchTerm.threads).where(one_of)


def learn(threads: Mapping[int, Words]) -> None:
    """Count these threads with these words from now on, instead of those they had. In batches."""
    if not _changed(threads, _known(threads)):
        return
    with writing():
        hold("search terms")
        changed = _changed(threads, _known(threads))
        if changed:
            _keep(threads, changed)


def forget_all() -> None:
    """Begin anew, as the index does."""
    for model in (ThreadTerms, SearchTerm):
        key: Any = model.__mapper__.primary_key[0]
        while True:
            with writing():
                some = list(db.session.scalars(select(key).limit(10 * AT_ONCE)))
                db.session.execute(delete(model).where(key.in_(some)))
            if not some:
                break


def _known(thread_ids: Iterable[int]) -> dict[int, Words]:
    rows = db.session.execute(
        select(ThreadTerms.thread_id, ThreadTerms.packed).where(
            ThreadTerms.thread_id.in_(list(thread_ids))
        )
    )
    return {row.thread_id: _unpacked(row.packed) for row in rows}


def _changed(threads: Mapping[int, Words], known: Mapping[int, Words]) -> dict[int, Words]:
    """What the threads had, of those that have something else now."""
    before = {thread_id: known.get(thread_id, NONE) for thread_id in threads}
    return {i: words for i, words in before.items() if words != threads[i]}


def _keep(threads: Mapping[int, Words], before: Mapping[int, Words]) -> None:
    counts: Counter[str] = Counter()
    for thread_id, had in before.items():
        counts.update(threads[thread_id] - had)
        counts.subtract(had - threads[thread_id])
    full = [{"thread_id": i, "packed": _packed(threads[i])} for i in before if threads[i]]
    _upsert(ThreadTerms, full, lambda new: {"packed": new.packed})
    _forget(ThreadTerms.thread_id, [i for i in before if not threads[i]])
    # in one order: two who write the same words must not wait for each other
    rows = [_row(word, count) for word, count in sorted(counts.items()) if count]
    _upsert(SearchTerm, rows, lambda new: {"threads": SearchTerm.threads + new.threads})
    fewer = [word for word, count in counts.items() if count < 0]
    _forget(SearchTerm.word, fewer, SearchTerm.threads <= 0)


def _row(word: str, count: int) -> dict[str, Any]:
    edges = {"beginning": word[:EDGE], "ending": word[-EDGE:]}
    return {"word": word, "threads": count, "length": len(word), **edges}


def _upsert(model: Any, rows: list[dict[str, Any]], change: Any) -> None:
    insert: Any = sqlite.insert if is_sqlite() else postgresql.insert
    statement = insert(model.__table__)
    keys = [column.name for column in model.__mapper__.primary_key]
    changing = statement.on_conflict_do_update(index_elements=keys, set_=change(statement.excluded))
    if rows:
        db.session.execute(changing, rows)


def _forget(key: Any, values: Collection[Any], *conditions: Any) -> None:
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        db.session.execute(delete(key.class_).where(key.in_(some), *conditions))


def _packed(words: Words) -> bytes:
    return zlib.compress("\n".join(sorted(words)).encode(), 1)


def _unpacked(packed: bytes) -> Words:
    return frozenset(zlib.decompress(packed).decode().split("\n")) - {""}

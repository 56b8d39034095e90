"""The engine asked within what a reader may read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import not_, select

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Category
from community.forum.queries import categories_visible_to
from community.search import engine
from community.search.engine import Found, Hit, Wanted
from community.search.indexing import audiences_of
from community.search.text import house_stems


@dataclass(frozen=True)
class Readable(Found):
    """Hits that the database has let through, in the order of the page."""

    #: there was no index: only titles were looked at
    missing: bool = False


def ask(wanted: Wanted, reader: Reader) -> Found:
    """Ask the engine in a native thread, within what this reader may read."""
    machine = engine.current()
    words = [word for words in (*wanted.chunks, *wanted.phrases) for word in words]
    if not house_stems().stop_words.issuperset(words):
        return each_audience(wanted, reader, lambda one: engine.call(machine.search, one))
    # "it" and "of" stand in no index of texts, but in that of titles
    found = each_audience(wanted, reader, lambda one: engine.call(machine.suggest, words, one))
    return replace(found, hits=tuple(replace(hit, complete=False) for hit in found.hits))


def each_audience(wanted: Wanted, reader: Reader, look: Any) -> Found:
    """Look once over what everybody like this reader may read, and once over their own."""
    unseen = tuple(f"c{i}" for i in _unseen_categories(reader))
    found: list[Found] = []
    for needs, without in audiences_of(reader):
        own = tuple((facet,) for facet in needs)
        one = replace(
            wanted,
            facets=wanted.facets + own,
            excluded_facets=wanted.excluded_facets + without + unseen,
        )
        found.append(look(one))
    return found[0] if len(found) == 1 else _merged(found)


def _unseen_categories(reader: Reader) -> list[int]:
    if reader.is_staff:
        return []
    return list(db.session.scalars(select(Category.id).where(not_(categories_visible_to(reader)))))


def _merged(found: Sequence[Found]) -> Found:
    best: dict[int, Hit] = {}
    for hit in (hit for one in found for hit in one.hits):
        known = best.get(hit.thread_id)
        if known is None or (hit.complete, hit.score) > (known.complete, known.score):
            best[hit.thread_id] = hit
    return Found(
        tuple(best.values()),
        any(one.partial for one in found),
        any(one.more for one in found),
        found[0].shares,
    )

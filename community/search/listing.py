"""Hits in an order of the database, and lists that it makes without any words."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from flask import current_app
from sqlalchemy import ColumnElement

from community.forum.models import Thread
from community.search import sorting
from community.search.asking import Readable, ask
from community.search.engine import Hit, IndexMissing, Wanted
from community.search.language import Order
from community.search.narrowing import FEW, Asked
from community.search.sorting import ids_in_order
from community.search.text import stems

MOST_IN_STEPS = 100  # hits: ten pages
MOST_STEPS = 5  # looks at FEW threads each, in an order that the index does not know


def in_order(asked: Asked, order: Order, wanted: Wanted) -> Readable:
    """Hits in an order of the database: all that have all the words, or the best of the rest."""
    found = ask(replace(wanted, limit=FEW, enough=min(1, wanted.enough)), asked.reader)
    if (found.more or asked.wide) and any(hit.complete for hit in found.hits):
        return _in_steps(asked, order, wanted)
    hits = {hit.thread_id: hit for hit in found.hits}
    if not any(hit.complete for hit in found.hits):
        hits = {hit.thread_id: hit for hit in found.hits[: wanted.limit]}
    ids = ids_in_order(asked.still_findable(Thread.id.in_(hits)), order, wanted.limit + 1)
    more = found.more or len(ids) > wanted.limit
    return Readable([hits[i] for i in ids[: wanted.limit]], found.partial, more)


def _in_steps(asked: Asked, order: Order, wanted: Wanted) -> Readable:
    """Many have the words, so some of the first few thousand do: ask about these in turn."""
    hits: list[Hit] = []
    limit = min(wanted.limit, MOST_IN_STEPS)
    partial = False
    for step in range(MOST_STEPS):
        ids = ids_in_order(asked.findable, order, FEW, step * FEW)
        few = replace(wanted, only=frozenset(ids), limit=FEW, enough=0)
        found = ask(few, asked.reader)
        known = {hit.thread_id: hit for hit in found.hits if hit.complete}
        hits += [known[i] for i in ids if i in known]
        partial |= found.partial
        if len(hits) > limit or len(ids) < FEW:
            break
    else:
        partial = True
    return Readable(hits[:limit], partial, len(hits) > limit)


def listed_only(asked: Asked, limit: int) -> Readable:
    """The threads that meet the filters, by the database alone; of words only the title's."""
    titled = list(_titled(asked))
    if not asked.narrows and not titled:
        return Readable()
    conditions = [*asked.findable, *titled]
    most = FEW if asked.wanted.excluded else limit + 1
    ids = ids_in_order(conditions, asked.order or sorting.NEWEST, most)
    has_more = len(ids) == most
    if asked.wanted.excluded:
        gone = _with_any(asked, frozenset(ids))
        ids = [i for i in ids if i not in gone]
    return Readable([Hit(i, 0.0) for i in ids[:limit]], more=has_more or len(ids) > limit)


def _titled(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """While there is no index: titles with all the words."""
    stop = stems(current_app.config["SETTINGS"].languages[0]).stop_words
    for word in [word for word in asked.said.words if word not in stop][:8]:
        yield Thread.title.icontains(word, autoescape=True)


def _with_any(asked: Asked, among: frozenset[int]) -> set[int]:
    """Of these threads those with something that was excluded."""
    ids: set[int] = set()
    for words in asked.wanted.excluded[:MOST_STEPS]:
        only = Wanted(
            phrases=(words,), in_title=asked.wanted.in_title, only=among, limit=FEW, enough=0
        )
        with contextlib.suppress(IndexMissing):
            ids |= {hit.thread_id for hit in ask(only, asked.reader).hits if hit.complete}
    return ids

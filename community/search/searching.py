"""From what a person typed to what this person may read, best first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, select

from community import offload
from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Thread
from community.forum.queries import listed, visible_to
from community.search import confirming, correcting, language, ranking, rows
from community.search.asking import Readable, ask
from community.search.asking import each_audience as each_audience
from community.search.engine import Found, Hit, IndexMissing, Wanted
from community.search.highlighting import Marks
from community.search.language import Order, Said
from community.search.listing import in_order, listed_only
from community.search.narrowing import FEW, Asked, narrowed
from community.search.text import house_stems as house_stems

PAGE = 10
CANDIDATES = 300  # hits that are counted and paged through; more are "300+"
RANKED = 100  # of these are judged by what the database knows; the others stay behind them
FEW_HITS = 3  # with all words: fewer, and other spellings are tried
TRIES = 2  # other spellings
QUESTION = 4  # words
TRY_SECONDS = 0.04
MOST_MARKED = 20  # synonyms
DESK_SECONDS = 0.3  # staff's text filter wants all, not the best
AT_ONCE = 100  # threads that one statement judges


@dataclass(frozen=True)
class Results:
    """What the search page shows."""

    said: Said
    hits: Sequence[Hit] = ()
    page: int = 1
    #: more than were counted
    more: bool = False
    #: time ran out: there may be better ones
    partial: bool = False
    #: no index at the moment: only titles were looked at
    missing: bool = False
    #: what was probably meant, and finds more; for "did you mean"
    correction: str = ""
    #: what was typed, where nothing had all its words: `said` and the hits are those of what was
    #: probably meant
    corrected_from: str = ""
    rows: Sequence["rows.ResultRow"] = field(default_factory=tuple)

    @property
    def total(self) -> int:
        return len(self.hits)

    @property
    def typed(self) -> str:
        """The words as they were typed: what one asks with, whatever was probably meant."""
        return language.parse(self.corrected_from).plain or self.said.plain

    @property
    def complete(self) -> int:
        """How many have all the words."""
        return sum(hit.complete for hit in self.hits)

    @property
    def pages(self) -> int:
        return -(-self.total // PAGE)


def search(text: str, reader: Reader, page: int = 1, exact: bool = False) -> Results:
    """One page of results; whatever was typed, never an error. Where nothing has all the words,
    they are those of what was probably meant, unless exactly this is wanted."""
    asked, found = _look(text, reader, CANDIDATES)
    correction = corrected_from = ""
    if better := _corrected(asked, found, reader):
        if exact or _complete(found) or (found.hits and not _is_certain(asked, better[1])):
            correction = better[0].said.text
        else:
            corrected_from, explained = asked.said.text, asked.said.mistakes
            asked, found = better
            for mistake in explained:
                asked.said.explain(mistake.text)
    page = max(1, min(page, -(-len(found.hits) // PAGE) or 1))
    shown = found.hits[(page - 1) * PAGE : page * PAGE]
    results = Results(asked.said, found.hits, page, found.more, found.partial, found.missing)
    offload.breathe()
    marked = rows.result_rows(shown, marks_of(asked, found), house_stems(), reader, asked.unlisted)
    return replace(results, rows=marked, correction=correction, corrected_from=corrected_from)


def _corrected(asked: Asked, found: Readable, reader: Reader) -> tuple[Asked, Readable] | None:
    """What was probably meant, if this reader may read more of it than of what was typed."""
    if not asked.wanted.chunks or found.missing or found.partial or _complete(found) >= FEW_HITS:
        return None
    if found.hits and correcting.is_long(asked.said, house_stems()):
        return None  # a long question finds something near, and looking again would cost
    best: tuple[Asked, Readable] | None = None
    for text in correcting.corrections(asked.said, house_stems())[:TRIES]:
        other = _look(text, reader, CANDIDATES, seconds=TRY_SECONDS)
        new = set(other[0].said.words) - set(asked.said.words)
        threads = [hit.thread_id for hit in other[1].hits]
        if not confirming.stand_readable(new, threads, reader, house_stems()):
            continue
        if _complete(other[1]) > _complete(found):
            return other
        if not _complete(found) and other[1].hits and best is None:
            best = other
    return best


def _is_certain(asked: Asked, other: Readable) -> bool:
    """Whether another spelling may take the place of what was found. Of a whole question never: it
    has hits by its other words, and the strange one may well be right."""
    return _complete(other) > 0 and len(asked.wanted.chunks) < QUESTION


def _complete(found: Found) -> int:
    return sum(hit.complete for hit in found.hits)


def matching(
    query: str,
    reader: Reader,
    among: frozenset[int] | None = None,
    limit: int = 1000,
    order: Order | None = None,
) -> tuple[list[int], Said]:
    """The threads a query means, and the query taken apart, with what was not understood.

    For lists that have their own order (the queue): of these threads only, so that no limit cuts
    off what such a list has in common with everything else. `order` holds where the query has
    none.
    """
    asked, found = _look(
        query, reader, limit, among, only_complete=True, seconds=DESK_SECONDS, order=order
    )
    return [hit.thread_id for hit in found.hits[:limit]], asked.said


def marks_of(asked: Asked, found: Found) -> Marks:
    """What is marked in results, synonyms as well: no "how" or "my" where other words were
    typed."""
    words = house_stems()
    others = [other for one in asked.wanted.alternatives for other in one.others][:MOST_MARKED]
    also = [stems for other in others if (stems := tuple(words.of(" ".join(other))))]
    order = [words.stem(w) for w in asked.said.words if w not in words.stop_words]
    every = frozenset(order).union(*(other for other in also if len(other) == 1))
    together = tuple(other for other in also if len(other) > 1)
    marked = every - words.soft_stems or every
    pairs = frozenset(pair for pair in pairwise(order) if marked.issuperset(pair))
    return Marks(marked, together, pairs, found.shares)


def _look(
    text: str,
    reader: Reader,
    limit: int,
    among: frozenset[int] | None = None,
    only_complete: bool = False,
    seconds: float = 0.08,
    order: Order | None = None,
) -> tuple[Asked, Readable]:
    asked = narrowed(language.parse(text), reader, among)
    if asked.unlisted or not asked.has_words:
        return asked, listed_only(asked, limit)
    asked.order = asked.order or order
    enough = 0 if only_complete else PAGE
    wanted = replace(asked.wanted, limit=limit, seconds=seconds, enough=enough)
    try:
        if asked.order:
            return asked, in_order(asked, asked.order, wanted)
        return asked, _best_first(asked, wanted)
    except IndexMissing:
        return asked, replace(listed_only(asked, limit), missing=True)


def _best_first(asked: Asked, wanted: Wanted) -> Readable:
    found = _of_many(asked, wanted) if asked.wide else ask(wanted, asked.reader)
    every = sorted(found.hits, key=lambda hit: (not hit.complete, -hit.score))
    known = readable(every[:RANKED], asked.reader, *asked.conditions)
    left = _findable(every[RANKED:], asked)
    words = house_stems()
    order = [words.stem(w) for w in asked.said.words if w not in words.stop_words]
    offload.breathe()
    hits = ranking.ranked(every[:RANKED], known, order, words)
    hits += [hit for hit in every[RANKED:] if hit.thread_id in left]
    more = found.more or len(hits) > wanted.limit
    return Readable(hits[: wanted.limit], found.partial, more, found.shares)


def _of_many(asked: Asked, wanted: Wanted) -> Found:
    """Of what the database alone can judge much falls away, so that more is asked for; it is
    judged by numbers, before anything of it is read."""
    found = ask(replace(wanted, limit=FEW), asked.reader)
    left = _findable(found.hits, asked)
    hits = [hit for hit in found.hits if hit.thread_id in left]
    more = found.more or len(hits) > wanted.limit
    return replace(found, hits=hits[: wanted.limit], more=more)


def _findable(hits: Sequence[Hit], asked: Asked) -> set[int]:
    found: set[int] = set()
    for some in _pieces([hit.thread_id for hit in hits]):
        judged = select(Thread.id).where(*asked.findable, Thread.id.in_(some))
        found.update(db.session.scalars(judged))
    return found


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """So many at a time that the loop is held for some milliseconds only."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
        offload.breathe()


def readable(
    hits: Sequence[Hit], reader: Reader, *conditions: ColumnElement[bool]
) -> dict[int, Any]:
    """What the database says of these hits: only threads this reader may find now."""
    found = select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.support_state,
        Thread.created_at,
        rows.staff_replied().label("staff_replied"),
    ).where(visible_to(reader), listed(), *conditions)
    return {
        row.id: row
        for some in _pieces([hit.thread_id for hit in hits])
        for row in db.session.execute(found.where(Thread.id.in_(some)))
    }

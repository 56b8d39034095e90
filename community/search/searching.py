"""From what a person typed to what this person may read, best first."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, not_, select

from community import offload
from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Category, Thread
from community.forum.queries import categories_visible_to, listed, visible_to
from community.search import engine, language, ranking, rows
from community.search.engine import Found, Hit, IndexMissing, Wanted
from community.search.indexing import audiences_of
from community.search.language import Said
from community.search.text import Stems, stems

PAGE = 10
CANDIDATES = 100  # hits that are ranked, counted and paged through; more are "100+"
FEW = 1000  # threads a filter of the database leaves: then the index looks at these alone
DESK_SECONDS = 0.3  # staff's text filter wants all, not the best


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
    rows: Sequence["rows.ResultRow"] = field(default_factory=tuple)

    @property
    def total(self) -> int:
        return len(self.hits)

    @property
    def complete(self) -> int:
        """How many have all the words."""
        return sum(hit.complete for hit in self.hits)

    @property
    def pages(self) -> int:
        return -(-self.total // PAGE)


def search(text: str, reader: Reader, page: int = 1) -> Results:
    """One page of results; whatever was typed, never an error."""
    said, found = _look(text, reader, CANDIDATES)
    page = max(1, min(page, -(-len(found.hits) // PAGE) or 1))
    shown = found.hits[(page - 1) * PAGE : page * PAGE]
    results = Results(said, found.hits, page, found.more, found.partial, found.missing)
    return replace(results, rows=rows.result_rows(shown, stemmed(said), house_stems(), reader))


def thread_ids(
    query: str, reader: Reader, among: frozenset[int] | None = None, limit: int = 1000
) -> list[int]:
    """The threads a query means, for lists that have their own order (the queue): of these only,
    so that no limit cuts off what such a list has in common with everything else."""
    _said, found = _look(query, reader, limit, among, only_complete=True, seconds=DESK_SECONDS)
    return [hit.thread_id for hit in found.hits[:limit]]


def stemmed(said: Said) -> frozenset[str]:
    """The stems that are marked in results: no "how" or "my" where other words were typed."""
    words = house_stems()
    found = frozenset(words.stem(w) for w in said.words if w not in words.stop_words)
    return found - words.soft_stems or found


def house_stems() -> Stems:
    """The stems of the community's language."""
    return stems(current_app.config["SETTINGS"].languages[0])


@dataclass(frozen=True)
class _Readable(Found):
    missing: bool = False


def _look(
    text: str,
    reader: Reader,
    limit: int,
    among: frozenset[int] | None = None,
    only_complete: bool = False,
    seconds: float = 0.08,
) -> tuple[Said, _Readable]:
    said = language.parse(text)
    conditions, wanted = _narrowed(said, reader)
    if among is not None:
        conditions.append(Thread.id.in_(among))
        wanted = replace(wanted, only=among if wanted.only is None else wanted.only & among)
    wanted = replace(wanted, limit=limit, seconds=seconds, enough=0 if only_complete else PAGE)
    if not said.chunks and not said.phrases:
        return said, _listed(said, conditions, reader, limit)
    try:
        found = ask(wanted, reader)
    except IndexMissing:
        return said, _by_title(said, conditions, reader, limit)
    known = readable(found.hits, reader, *conditions)
    words = house_stems()
    order = [words.stem(w) for w in said.words if w not in words.stop_words]
    hits = ranking.ranked(found.hits, known, order, words)
    return said, _Readable(hits, found.partial, found.more)


def _narrowed(said: Said, reader: Reader) -> tuple[list[ColumnElement[bool]], Wanted]:
    """The filters as conditions over Thread and as facets; mistakes are noted in `said`."""
    conditions: list[ColumnElement[bool]] = []
    facets: list[tuple[str, ...]] = []
    excluded: list[str] = []
    only_database = False
    for wish in said.wishes:
        try:
            meant = language.meaning(wish, reader)
        except language.NotUnderstood as mistake:
            said.mistakes.append(str(mistake))
            continue
        conditions.append(not_(meant.condition) if wish.negative else meant.condition)
        if meant.facets is None:
            only_database = True
        elif wish.negative:
            excluded += meant.facets
        else:
            facets.append(meant.facets)
    wanted = Wanted(
        chunks=tuple(said.chunks),
        phrases=tuple(said.phrases),
        excluded=tuple(said.excluded),
        facets=tuple(facets),
        excluded_facets=tuple(excluded),
        only=_few(conditions, reader) if only_database else None,
    )
    return conditions, wanted


def _few(conditions: Sequence[ColumnElement[bool]], reader: Reader) -> frozenset[int] | None:
    found = select(Thread.id).where(visible_to(reader), listed(), *conditions).limit(FEW + 1)
    ids = frozenset(db.session.scalars(found))
    return ids if len(ids) <= FEW else None


def ask(wanted: Wanted, reader: Reader) -> Found:
    """Ask the engine in a native thread, within what this reader may read."""
    machine = engine.current()
    return each_audience(
        wanted, reader, lambda one: offload.call(machine.search, one, pool="search")
    )


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
        tuple(best.values()), any(one.partial for one in found), any(one.more for one in found)
    )


def readable(
    hits: Sequence[Hit], reader: Reader, *conditions: ColumnElement[bool]
) -> dict[int, Any]:
    """What the database says of these hits: only threads this reader may find now."""
    ids = [hit.thread_id for hit in hits]
    if not ids:
        return {}
    found = select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.support_state,
        Thread.created_at,
        rows.staff_replied().label("staff_replied"),
    ).where(Thread.id.in_(ids), visible_to(reader), listed(), *conditions)
    return {row.id: row for row in db.session.execute(found)}


def _listed(
    said: Said, conditions: Sequence[ColumnElement[bool]], reader: Reader, limit: int
) -> _Readable:
    """Filters without words: the newest threads, by the database alone."""
    if not conditions:
        return _Readable()
    newest = (
        select(Thread.id)
        .where(visible_to(reader), listed(), and_(*conditions))
        .order_by(Thread.created_at.desc(), Thread.id.desc())
        .limit(limit + 1)
    )
    ids = list(db.session.scalars(newest))
    return _Readable([Hit(i, 0.0) for i in ids[:limit]], more=len(ids) > limit)


def _by_title(
    said: Said, conditions: Sequence[ColumnElement[bool]], reader: Reader, limit: int
) -> _Readable:
    """While there is no index: titles with all the words, newest first."""
    stop = house_stems().stop_words
    words = [w for w in said.words if w not in stop][:8]
    if not words:
        return _Readable(missing=True)
    named = [Thread.title.icontains(word, autoescape=True) for word in words]
    return replace(_listed(said, [*conditions, *named], reader, limit), missing=True)

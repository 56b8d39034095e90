"""From what a person typed to what this person may read, best first."""

from dataclasses import dataclass, replace
from itertools import pairwise

from community import offload
from community.accounts.readers import Reader
from community.search import confirming, correcting, judging, language, ranking, rows
from community.search.asking import Readable, ask
from community.search.asking import each_audience as each_audience
from community.search.engine import Found, IndexMissing, Wanted
from community.search.highlighting import Marks
from community.search.language import Order, Said
from community.search.listing import in_order, listed_only
from community.search.narrowing import FEW, Asked, narrowed
from community.search.results import PAGE, Results
from community.search.text import house_stems as house_stems

CANDIDATES = 300  # hits that are counted and paged through; more are "300+"
RANKED = 100  # of these are judged by what the database knows; the others stay behind them
FEW_HITS = 3  # with all words: fewer, and other spellings are tried
TRIES = 2  # other spellings
QUESTION = 4  # words
TRY_SECONDS = 0.04
MOST_MARKED = 20  # synonyms
DESK_SECONDS = 0.3  # staff's text filter wants all, not the best


def search(text: str, reader: Reader, page: int = 1, exact: bool = False) -> Results:
    """One page of results; whatever was typed, never an error. Where nothing has all the words,
    they are those of what was probably meant, unless exactly this is wanted."""
    asked, found = _look(text, reader, CANDIDATES)
    correction = corrected_from = ""
    if better := _corrected(asked, found, reader):
        if exact or _complete(found) or not _may_replace(asked, found, better):
            correction = better.asked.said.text
        else:
            corrected_from, explained = asked.said.text, asked.said.mistakes
            asked, found = better.asked, better.found
            for mistake in explained:
                asked.said.explain(mistake.text)
    page = max(1, min(page, -(-len(found.hits) // PAGE) or 1))
    shown = found.hits[(page - 1) * PAGE : page * PAGE]
    results = Results(asked.said, found.hits, page, found.more, found.partial, found.missing)
    offload.breathe()
    marked = rows.result_rows(shown, marks_of(asked, found), house_stems(), reader, asked.unlisted)
    return replace(results, rows=marked, correction=correction, corrected_from=corrected_from)


@dataclass(frozen=True)
class Other:
    """Another spelling, and what it finds."""

    asked: Asked
    found: Readable
    is_sure: bool


def _corrected(asked: Asked, found: Readable, reader: Reader) -> Other | None:
    """What was probably meant, if this reader may read more of it than of what was typed."""
    if not asked.wanted.chunks or found.missing or found.partial or _complete(found) >= FEW_HITS:
        return None
    if found.hits and correcting.is_long(asked.said, house_stems()):
        return None  # a long question finds something near, and looking again would cost
    every: list[Other] = []
    for way in correcting.corrections(asked.said, house_stems())[:TRIES]:
        other = Other(*_look(way.text, reader, CANDIDATES, seconds=TRY_SECONDS), way.is_sure)
        new = set(other.asked.said.words) - set(asked.said.words)
        threads = [hit.thread_id for hit in other.found.hits]
        if confirming.stand_readable(new, threads, reader, house_stems()):
            every.append(other)
        if every and _is_better(every[-1], found) and way.is_sure:
            return every[-1]
    near = [other for other in every if other.found.hits and not _complete(found)]
    return next((other for other in every if _is_better(other, found)), near[0] if near else None)


def _is_better(other: Other, found: Readable) -> bool:
    return _complete(other.found) > _complete(found)


def _may_replace(asked: Asked, found: Readable, other: Other) -> bool:
    """Whether another spelling may take the place of what was found: where it is no guess. Of a
    whole question never: it has hits by its other words, and the strange one may well be right."""
    certain = _complete(other.found) > 0 and len(asked.wanted.chunks) < QUESTION
    return other.is_sure and (certain or not found.hits)


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
    known = judging.readable(every[:RANKED], asked.reader, *asked.checks)
    left = judging.findable(every[RANKED:], asked)
    words = house_stems()
    order = [words.stem(w) for w in asked.said.words if w not in words.stop_words]
    hits = ranking.ranked(every[:RANKED], known, order, words)
    hits += [hit for hit in every[RANKED:] if hit.thread_id in left]
    more = found.more or len(hits) > wanted.limit
    return Readable(hits[: wanted.limit], found.partial, more, found.shares)


def _of_many(asked: Asked, wanted: Wanted) -> Found:
    """Of what the database alone can judge much falls away, so that more is asked for; it is
    judged by numbers, before anything of it is read."""
    found = ask(replace(wanted, limit=FEW), asked.reader)
    left = judging.findable(found.hits, asked)
    hits = [hit for hit in found.hits if hit.thread_id in left]
    more = found.more or len(hits) > wanted.limit
    return replace(found, hits=hits[: wanted.limit], more=more)

"""The second look in PostgreSQL: the best hits say what else the other near ones should have."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from community.search import scoring
from community.search.database_look import Look
from community.search.database_schema import LIVE
from community.search.database_scoring import Statement, worth_of
from community.search.gist import MOST, SHORTEST
from community.search.plans import Scored
from community.search.second_look import in_new_order
from community.search.text import Stems


def second_look(
    look: Look, complete: Sequence[Scored], near: list[Scored], stems: Stems
) -> list[Scored]:
    """Near hits in a new order, those first that are about what the best hits are about."""
    documents = look.known.documents
    asked = scoring.asked(look.plan.telling, len(complete) + len(near), documents)
    if not asked or look.clock.is_over():
        return near
    first = {one.number: one for one in [*complete, *near]}
    best = list(islice(first.values(), asked))
    gists = _gists(look, [one.number for one in best], stems)
    frequency = look.frequencies({word for _length, gist in gists.values() for word in gist})
    told = [(one.score, *gists[one.number]) for one in best if one.number in gists]
    if not told:
        return near
    shares = scoring.related(told, lambda word: frequency.get(word, 0), documents)
    beside = scoring.beside(look.plan.typed)
    weights = {
        word: beside * share * scoring.rarity(frequency[word], documents)
        for word, share in shares.items()
    }
    more = _worth(look, weights, [one.number for one in near[: scoring.LOOKED_AT]])
    return in_new_order(near, lambda one: more.get(one.number, 0.0))


def _gists(
    look: Look, threads: Sequence[int], stems: Stems
) -> dict[int, tuple[float, dict[str, int]]]:
    """Length and most frequent words of the documents that were found of these threads."""
    rows = look.ask(
        Statement(
            "SELECT thread_id, length, word, often FROM"
            f" (SELECT thread_id, length, words FROM {LIVE}.documents WHERE id = ANY(%(ids)s)) AS d"
            " CROSS JOIN LATERAL (SELECT lexeme AS word, cardinality(positions) AS often"
            " FROM unnest(words) WHERE positions IS NOT NULL AND length(lexeme) >= %(shortest)s"
            " AND lexeme !~ '^(\\^|[0-9]+$)' AND NOT lexeme = ANY(%(soft)s)"
            " ORDER BY often DESC, positions[1] LIMIT %(most)s) AS g",
            {
                "ids": [look.ids[number] for number in threads if number in look.ids],
                "shortest": SHORTEST,
                "most": MOST,
                "soft": list(stems.soft_stems),
            },
        )
    )
    found: dict[int, tuple[float, dict[str, int]]] = {}
    for row in rows or ():
        found.setdefault(row.thread_id, (float(row.length), {}))[1][row.word] = row.often
    return found


def _worth(look: Look, weights: Mapping[str, float], threads: Sequence[int]) -> dict[int, float]:
    """What these words add to the scores of these threads' documents."""
    plan = replace(look.plan, weights=dict(weights), groups=())
    ids = [look.ids[number] for number in threads if number in look.ids]
    rows = look.ask(worth_of(plan, look.known.average, ids)) if weights else ()
    return {row.thread_id: row.score for row in rows or ()}

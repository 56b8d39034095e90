"""Wanted words as a plan: stems, what each counts, what must and what must not be there.

The library's own query parser is never used: it lets wildcards and ranges through that take
seconds, and recursion that ends in an error.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from community.search.engine import Wanted
from community.search.plans import Group, Plan
from community.search.scoring import OTHER, SOFT, rarity
from community.search.text import Stems


def plan_of(wanted: Wanted, stems: Stems, searcher: Any) -> Plan:
    """The plan for words, phrases and filters.

    Soft words are a must only where nothing else was typed; they count in the order of hits.
    """
    groups, covered = _groups(wanted, stems, searcher)
    free = [chunk for at, chunk in enumerate(wanted.chunks) if at not in covered]
    hard = [c for c in free if not all(map(stems.is_common, c))] or ([] if groups else free)
    chunks = [found for c in hard if (found := stemmed(c, stems))]
    quoted = [found for p in wanted.phrases if (found := stemmed(p, stems))]
    words = [word for part in (*wanted.chunks, *wanted.phrases) for word in part]
    counts = counted(words, stems)
    weights = weighed(counts, searcher)
    return Plan(
        weights=weights,
        typed=sum(counts[word] for word in weights),
        telling=len(weights.keys() - stems.soft_stems),
        must=list(dict.fromkeys(word for part in (*chunks, *quoted) for word in part)),
        together=[chunk for chunk in chunks if len(chunk) > 1],
        groups=groups,
        quoted=quoted,
        banned_words=[found for part in wanted.excluded if (found := stemmed(part, stems))],
        facets=wanted.facets,
        banned_facets=wanted.excluded_facets,
        allowed=wanted.only,
        in_title=wanted.in_title,
    )


def _groups(wanted: Wanted, stems: Stems, searcher: Any) -> tuple[list[Group], set[int]]:
    """What may stand for typed words, and the places of these."""
    found: list[Group] = []
    covered: set[int] = set()
    for one in wanted.alternatives:
        typed = [wanted.chunks[place] for place in one.places]
        weights = weighed(counted([w for chunk in typed for w in chunk], stems), searcher)
        most = sum(weights.values())
        others = []
        for words in one.others:
            stemmed_words = stemmed(words, stems)
            parts = weighed(counted(words, stems), searcher)
            if stemmed_words and len(parts) == len(set(stemmed_words)):  # else it is nowhere
                worth = sum(parts.values())
                others.append((stemmed_words, OTHER * (min(worth, most) if most else worth)))
        if others:
            chunks = [stems_of for chunk in typed if (stems_of := stemmed(chunk, stems))]
            found.append(Group(chunks, others, weights))
            covered.update(one.places)
    return found, covered


def counted(words: Iterable[str], stems: Stems) -> dict[str, float]:
    """Stems and how often they were typed; a soft one counts half."""
    found: dict[str, float] = {}
    for word in words:
        if word not in stems.stop_words:
            stem = stems.stem(word)
            found[stem] = found.get(stem, 0.0) + (SOFT if word in stems.soft_words else 1.0)
    return found


def weighed(counts: dict[str, float], searcher: Any) -> dict[str, float]:
    """What each stem that occurs counts, its rarity included; rarest first."""
    documents = searcher.doc_count_all()
    found = {w: searcher.reader().doc_frequency("text", w) for w in counts}
    known = sorted((word for word in counts if found[word]), key=lambda word: found[word])
    return {word: counts[word] * rarity(found[word], documents) for word in known}


def stemmed(words: Sequence[str], stems: Stems) -> tuple[str, ...]:
    """Stems in their order without stop words."""
    return tuple(stems.stem(word) for word in words if word not in stems.stop_words)

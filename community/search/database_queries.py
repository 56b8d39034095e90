"""A plan in the notation of tsquery. Nothing that was typed is ever parsed by PostgreSQL: words are
cut by our own analyser and quoted here."""

from collections.abc import Callable, Iterable, Sequence

from community.search.database_vectors import FACET, LEVELS, TITLED, pairs_of, quoted
from community.search.plans import Group, Plan

MOST_TOLD = 7  # words that decide which documents are looked at; the others only count
LEVELLED = 4  # of these, how many are asked for how much they stand out


def together(words: Sequence[str], in_title: bool = False) -> str:
    """These words side by side, or the one."""
    return _joined(words, in_title, " <-> ")


def present(words: Sequence[str], in_title: bool = False) -> str:
    """These words anywhere: what the index can say without reading places."""
    return _joined(words, in_title, " & ")


def _joined(words: Sequence[str], in_title: bool, sign: str) -> str:
    mark = TITLED if in_title else ""
    return both((quoted(mark + word) for word in words), sign)


def both(parts: Iterable[str], sign: str = " & ") -> str:
    found = list(dict.fromkeys(parts)) if sign != " <-> " else list(parts)
    return found[0] if len(found) == 1 else f"({sign.join(found)})"


def either(parts: Iterable[str]) -> str:
    return both(parts, " | ")


def scope(plan: Plan) -> list[str]:
    """What every hit has, and has not; places aside."""
    parts = [either(quoted(FACET + facet) for facet in choices) for choices in plan.facets]
    parts += [present(words, plan.in_title) for words in plan.quoted]
    parts += [f"!{quoted(FACET + facet)}" for facet in plan.banned_facets]
    single = (words for words in plan.banned_words if len(words) == 1)
    parts += [f"!{present(words, plan.in_title)}" for words in single]
    return [*parts, in_titles(plan)] if plan.in_title and plan.weights else parts


def all_words(plan: Plan) -> list[str]:
    """What a complete hit has, places aside."""
    words = [(word,) for word in plan.must]
    words += [word for chunk in plan.together for word in zip(chunk, strict=True)]
    parts = [present(word, plan.in_title) for word in words]
    return parts + [_group(group, present, plan.in_title) for group in plan.groups]


def in_titles(plan: Plan) -> str:
    """One of the words at least is in the title."""
    return either(quoted(TITLED + word) for word in plan.weights)


def places(plan: Plan, complete: bool) -> list[str]:
    """What must stand side by side, or must not: looked at in candidates alone."""
    phrases = [*plan.quoted, *(plan.together if complete else ())]
    parts = [together(words, plan.in_title) for words in phrases if len(words) > 1]
    banned = [words for words in plan.banned_words if len(words) > 1]
    parts += [f"!{together(words, plan.in_title)}" for words in banned]
    groups = [group for group in plan.groups if complete and _has_neighbours(group)]
    return parts + [_group(group, together, plan.in_title) for group in groups]


def _has_neighbours(group: Group) -> bool:
    words = [*(words for words, _weight in group.others), *group.typed]
    return any(len(one) > 1 for one in words)


def _group(group: Group, side: Callable[[Sequence[str], bool], str], in_title: bool) -> str:
    ways = [side(words, in_title) for words, _weight in group.others]
    if group.typed:
        ways.append(both(side(words, in_title) for words in group.typed))
    return either(ways)


def pairs(plan: Plan, complete: bool) -> list[int]:
    """Neighbours that every hit has: an index finds them without reading places."""
    if plan.in_title:
        return []
    phrases = [*plan.quoted, *(plan.together if complete else ())]
    return sorted({pair for words in phrases for pair in pairs_of(_placed(words))})


def _placed(words: Sequence[str]) -> Iterable[tuple[str, int]]:
    return ((word, place) for place, word in enumerate(words))


def enough_of(
    weights: Sequence[tuple[str, float]], need: float, has: Callable[[str, int], bool]
) -> str:
    """Documents whose words, each by how much it counts, sum up to `need`; "" if none can.

    A word that stands out counts as much more; `has` says which levels are worth a look.
    """
    steps = [
        [(1.0, quoted(word))]
        + [
            (LEVELS[level - 1], _from_level(word, level))
            for level in range(1, len(LEVELS) + 1)
            if place < LEVELLED and has(word, level)
        ]
        for place, (word, _weight) in enumerate(weights)
    ]
    most = [max(value for value, _part in step) for step in steps]
    rest = [0.0] * (len(weights) + 1)
    for at in range(len(weights) - 1, -1, -1):
        rest[at] = rest[at + 1] + weights[at][1] * most[at]

    def part(at: int, open_need: float) -> str | None:
        """None: there is enough already."""
        if open_need <= 0:
            return None
        if rest[at] < open_need:
            return ""
        weight, ways = weights[at][1], []
        for value, here in steps[at]:
            behind = part(at + 1, open_need - weight * value)
            if behind is None:
                ways.append(here)
                break
            if behind:
                ways.append(both([here, behind]))
        without = part(at + 1, open_need)
        return either([*ways, *([without] if without else [])]) if ways or without else ""

    return part(0, need) or ""


def _from_level(word: str, level: int) -> str:
    return either(quoted(f"{word}{FACET}{one}") for one in range(level, len(LEVELS) + 1))

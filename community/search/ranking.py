"""The order of readable hits: the engine's score, moved by what the database knows of a thread."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from community import offload
from community.search.engine import Hit
from community.search.text import Stems

SIDE_BY_SIDE = 0.25  # wanted words in the title in the order in which they were typed
SOLVED = 1.2  # an accepted answer helps most
STAFF_REPLIED = 1.1
AT_ONCE = 25  # titles that are looked through before others have the loop
SHADE = 1e-6  # freshness only breaks ties


def ranked(
    hits: Iterable[Hit], rows: dict[int, Any], wanted: Sequence[str], stems: Stems
) -> list[Hit]:
    """Readable hits, those with all words first."""
    readable = [hit for hit in hits if hit.thread_id in rows]
    values: dict[int, float] = {}
    for at, hit in enumerate(readable):
        if at % AT_ONCE == 0:
            offload.breathe()
        values[hit.thread_id] = _value(hit, rows[hit.thread_id], wanted, stems)
    return sorted(readable, key=lambda h: (not h.complete, -values[h.thread_id]))


def _value(hit: Hit, row: Any, wanted: Sequence[str], stems: Stems) -> float:
    value = hit.score
    if len(wanted) > 1:
        value *= 1 + SIDE_BY_SIDE * side_by_side(wanted, stems.of(row.title))
    if row.support_state == "solved":
        value *= SOLVED
    elif row.staff_replied:
        value *= STAFF_REPLIED
    return value * (1 + SHADE * row.created_at.timestamp() / 1e9)


def side_by_side(wanted: Sequence[str], title: Sequence[str]) -> float:
    """The share of wanted neighbours that are neighbours in the title."""
    pairs = list(pairwise(wanted))
    if not pairs:
        return 0.0
    near = set(pairwise(title))
    return sum(pair in near for pair in pairs) / len(pairs)

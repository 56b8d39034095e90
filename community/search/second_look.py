"""The new order of near hits after a second look at what the best ones are about."""

from collections.abc import Callable, Sequence

from community.search import scoring
from community.search.plans import Scored


def in_new_order(near: Sequence[Scored], more: Callable[[Scored], float]) -> list[Scored]:
    """The first hits stay: that they are right is what a second look takes for granted, and with
    the typed words alone they mostly are. Those behind them stand by what `more` adds to them."""
    kept, others = near[: scoring.KEPT], near[scoring.KEPT : scoring.LOOKED_AT]
    again = [Scored(one.score + more(one), one.number) for one in others]
    again.sort(key=lambda one: (-one.score, -one.number))
    lift = max(0.0, again[0].score - kept[-1].score) if again else 0.0
    first = [Scored(one.score + lift, one.number) for one in kept]
    return [*first, *again, *near[scoring.LOOKED_AT :]]

"""Stretches of time: joined, cut, taken from each other. Pure."""

from collections.abc import Iterable
from datetime import datetime

Span = tuple[datetime, datetime]


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, none twice."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def within(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """What of them lies between two moments."""
    cut = ((max(a, start), min(b, end)) for a, b in spans)
    return [(a, b) for a, b in cut if a < b]


def common(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What is in both."""
    fixed = joined(others)
    return joined(part for start, end in spans for part in within(fixed, start, end))


def without(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What is left of them when the others are taken away."""
    left: list[Span] = []
    holes = joined(others)
    for start, end in joined(spans):
        at = start
        for a, b in within(holes, start, end):
            if at < a:
                left.append((at, a))
            at = b
        if at < end:
            left.append((at, end))
    return left

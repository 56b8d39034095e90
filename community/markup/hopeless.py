"""Texts that no parser needs to see: machine made, and slow for every one of them."""

import re

LONGEST = 100_000  # characters; posts are held to 20,000, imports and guides may be longer
# One sign a thousand times, or a short pattern of signs over and over, is no prose.
RUNS = re.compile(r"([\[\]!<>*_`~#|\\(&])\1{1200}|([^\w\s]{2,4})\2{500}")


def is_hopeless(source: str) -> bool:
    """Say whether a text is not worth trying."""
    return len(source) > LONGEST or RUNS.search(source) is not None

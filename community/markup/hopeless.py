"""Texts that no parser needs to see, since no person wrote them to be read."""

import re

LONGEST = 100_000  # characters; posts are held to 20,000, imports and guides may be longer
# One sign thousands of times, or a short pattern of signs over and over.
RUNS = re.compile(r"([^\w\s])\1{4999}|([^\w\s]{2,4})\2{2499}")


def is_hopeless(source: str) -> bool:
    """Say whether a text is not worth trying."""
    return len(source) > LONGEST or RUNS.search(source) is not None

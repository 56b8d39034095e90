"""What happens to figures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CountingDue:
    """Timed: the figures are counted anew. Or at once, when somebody of us asks for it."""

    again: bool = True

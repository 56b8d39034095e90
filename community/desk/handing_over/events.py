"""What happens on the way to a help desk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HandedOver:
    """A thread or post is to be brought to a help desk or tracker."""

    hand_over_id: int
    attempt: int = 0  # how many were made before; others have happened since: this one is old


@dataclass(frozen=True)
class HandOverRetryDue:
    """Timed: it could not be delivered then; try again."""

    hand_over_id: int
    attempt: int

"""What happens around searching, as facts others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchEnded:
    """A search ended on this thread, or on another instead: its demand may have changed."""

    thread_id: int


@dataclass(frozen=True)
class SearchLogAged:
    """Timed, once an hour: the log forgets what it no longer needs."""


@dataclass(frozen=True)
class SearchesNoted:
    """Some searches were written to the log; told at most once in half a minute."""

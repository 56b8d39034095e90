"""The search log: noted in memory while somebody searches, written within a second.

What was noted lives there as it came (with an account's number or a network address) and leaves as
marks. Writing folds: the letters of one search, and the same search again on the same day.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from community import offload, outbox
from community.accounts.models import User
from community.buffering import Flusher
from community.clock import now
from community.extensions import writing
from community.guards import me
from community.search import log_writing, marks, searching
from community.search.events import SearchesNoted
from community.search.language import Said
from community.search.marks import Searcher
from community.search.phrases import Phrase, phrase_of

MOST_WAITING = 20_000  # notes; a flood loses its oldest, not our memory
AT_ONCE = {"searches": 30, "opened": 5, "followed": 5}  # a transaction: others come in between
TOLD = timedelta(seconds=30)  # between two words to others that there are new searches
TRIES = 3  # writes that a click waits for its search, which another process may have noted


@dataclass(frozen=True)
class Noted:
    """A search, or a fragment of one (`way`: typing)."""

    searcher: Searcher
    phrase: Phrase
    results: int
    way: str
    key: str
    at: datetime


@dataclass(frozen=True)
class Opened:
    """A hit of a search was opened."""

    key: str
    thread_id: int
    place: int | None
    #: the thread is not the searcher's own, so that it may count as wanted
    foreign: bool
    tries: int = TRIES


@dataclass(frozen=True)
class Followed:
    """What somebody did after searching: `asked`, or `solved` while about to ask."""

    searcher: Searcher
    what: str
    at: datetime


@dataclass
class Notes:
    """What waits to be written."""

    searches: list[Noted] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)

    def parts(self) -> Iterator["Notes"]:
        """For one transaction each; searches come before what they led to."""
        for kind, count in AT_ONCE.items():
            waiting = getattr(self, kind)
            for start in range(0, len(waiting), count):
                yield Notes(**{kind: waiting[start : start + count]})


_notes = Notes()
_told_at = float("-inf")
_lock = threading.Lock()


def note(said: Said, results: int, user: User | None, way: str = "page") -> str:
    """Note a search; answers the key by which a click says where it comes from."""
    searcher = marks.searcher_of(user)
    phrase = phrase_of(said, searching.house_stems())
    key = marks.key_of(searcher, phrase.stems, phrase.filters)
    _keep("searches", Noted(searcher, phrase, results, way, key, now()))
    return key


def note_opened(key: str, thread_id: int, place: int | None, foreign: bool) -> None:
    _keep("opened", Opened(key, thread_id, place, foreign))


def note_asked() -> None:
    """A question was sent: the last search of whoever sent it led there."""
    note_followed(me(), "asked")


def note_followed(user: User | None, what: str) -> None:
    _keep("followed", Followed(marks.searcher_of(user), what, now()))


def flush() -> None:
    """Write what was noted."""
    global _notes
    with _lock:
        notes, _notes = _notes, Notes()
    told = False
    for part in notes.parts():
        with writing():
            early = log_writing.write(part)
            if part.searches and not told:
                told = _tell()
        for one in early:
            _keep("opened", one)
        offload.breathe()


def _tell() -> bool:
    """Let others look at what was noted, half a minute later and with all that comes till then."""
    global _told_at
    if time.monotonic() - _told_at > TOLD.total_seconds():
        _told_at = time.monotonic()
        outbox.record(SearchesNoted(), at=now() + TOLD)
    return True


def _keep(kind: str, one: object) -> None:
    with _lock:
        kept: list[object] = getattr(_notes, kind)
        kept.append(one)
        if len(kept) > MOST_WAITING:
            kept[:] = islice(kept, len(kept) - MOST_WAITING, None)
    _flusher.soon()


_flusher = Flusher(flush)

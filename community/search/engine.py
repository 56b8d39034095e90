"""The contract between the forum's search and the machine that finds words.

An engine knows documents, words and facets; it knows nothing of readers, pages or the database.
What it finds is a proposal: `searching` checks it against the database before anybody sees it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:  # the helper process does without
    from flask import Flask

T = TypeVar("T")


class IndexMissing(Exception):
    """There is no usable index at the moment: it is being built, broken, or of another version."""


class AlreadyRebuilding(Exception):
    """Another thread, process or host is building the index."""


class CannotBuild(Exception):
    """There can be no index as things are; the text says why, and what an operator does."""


@dataclass(frozen=True)
class Document:
    """What one class of readers may read of one thread."""

    thread_id: int
    title: str
    text: str
    facets: tuple[str, ...]
    #: changes when anything of the above does, so that a check can compare
    stamp: str


@dataclass(frozen=True)
class Alternative:
    """What else may stand for some of the wanted words: synonyms, words written together.

    A document in which one of `others` stands has the chunks at these places too. It scores as
    what scores best there, the typed words or one of the others, which always counts a little less
    than the typed words would (`scoring.OTHER`). Chunks belong to one alternative at most;
    phrases have none.
    """

    #: which of `Wanted.chunks`, in their order
    places: tuple[int, ...]
    #: any of these; the words of one stand together
    others: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Wanted:
    """What to look for. A chunk is one or more words that stand together ("sign-in")."""

    chunks: tuple[tuple[str, ...], ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    #: chunks and phrases that must not occur
    excluded: tuple[tuple[str, ...], ...] = ()
    #: of each inner tuple the document has at least one
    facets: tuple[tuple[str, ...], ...] = ()
    excluded_facets: tuple[str, ...] = ()
    #: words, phrases and what must not occur are looked for in titles alone
    in_title: bool = False
    #: only these threads; None: all
    only: frozenset[int] | None = None
    limit: int = 100
    #: with fewer hits than this for all words, most of the words are enough
    enough: int = 10
    #: of the processor; what was found by then is answered as partial
    seconds: float = 0.08


@dataclass(frozen=True)
class Hit:
    thread_id: int
    score: float
    #: has all the words, not only most of them
    complete: bool = True


@dataclass(frozen=True)
class Found:
    hits: Sequence[Hit] = field(default_factory=tuple)
    #: time ran out: there may be better ones
    partial: bool = False
    #: there are more than the limit
    more: bool = False
    #: the share of each stem in what was asked for; of a question, in what its title says
    shares: Mapping[str, float] = field(default_factory=dict)


class Engine(Protocol):
    """Everything a search engine must do for us. Ask it by `call`."""

    #: it works in this process, and must not do so in the server's loop
    holds_processor: bool

    def index(self, documents: dict[int, list[Document]]) -> None:
        """Replace all documents of these threads; an empty list removes the thread."""

    def delete(self, thread_ids: Iterable[int]) -> None:
        """Forget these threads."""

    def search(self, wanted: Wanted) -> Found:
        """The best matches: all words first, most words behind them."""

    def suggest(self, words: Sequence[str], wanted: Wanted) -> Found:
        """Threads whose title has these words, the last one perhaps only begun."""

    def similar(self, title: str, body: str, wanted: Wanted) -> Found:
        """Threads about the same; scores are shares of the best possible one."""

    def count_documents(self) -> int:
        """How many documents there are."""

    def stamps(self) -> dict[int, list[str]]:
        """The stamps of every thread, sorted, for comparing with the database."""

    def rebuild(self) -> "Rebuild":
        """Begin an empty index beside the live one."""

    def is_usable(self) -> bool:
        """Whether the index is there, whole, and of this version."""

    def turn(self, seconds: float) -> AbstractContextManager[None]:
        """One after the other reads and writes, or a slow one could put older texts over newer
        ones; waits so long. Ends with its process."""

    def alone(self) -> AbstractContextManager[None]:
        """Only one rebuilds; raises AlreadyRebuilding. Ends with its process."""


class Rebuild(Protocol):
    """An index in the making."""

    def index(self, documents: dict[int, list[Document]]) -> None:
        """Add many threads at once."""

    def swap_in(self) -> None:
        """Make it the live one."""

    def give_up(self) -> None:
        """Remove it."""


def bind(app: "Flask") -> None:
    """Choose the engine by SEARCH_URL."""
    app.extensions["hearth_search"] = _chosen(app.config["SETTINGS"])


def _chosen(settings: Any) -> Engine:
    if settings.searches_database:
        from community.search.database_engine import DatabaseEngine

        return DatabaseEngine(settings.database, settings.languages[0])
    from community.offload import is_patched
    from community.search.whoosh_apart import WhooshApart
    from community.search.whoosh_engine import WhooshEngine

    # a command or test that serves nobody needs no process beside it
    whoosh = WhooshApart if is_patched() else WhooshEngine
    return whoosh(settings.index_folder, settings.languages[0])


def current() -> Engine:
    """The engine of this application."""
    from flask import current_app

    return current_app.extensions["hearth_search"]


def call(fn: Callable[..., T], *args: Any, pool: str = "search") -> T:
    """Ask the engine of this application where it holds up nobody: in a native thread, or here
    if it only waits (under gevent others go on meanwhile)."""
    from community import offload

    return offload.call(fn, *args, pool=pool) if current().holds_processor else fn(*args)

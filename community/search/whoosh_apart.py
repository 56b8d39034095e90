"""Whoosh in processes of its own, so that a server's loop shares its interpreter with no search.

A native thread of the same process would: whenever the loop waits for anything, for every row of
the database even, another thread has the interpreter for some milliseconds. Processes start when
they are first needed; with the index alone each takes about 20 MB.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from community import unpatched
from community.search import file_locks, whoosh_helper
from community.search.engine import Document, Found, IndexMissing, Wanted

READERS = 2
READ_LIMIT = 10.0  # seconds for an answer; a search itself stops far earlier
CHECK_LIMIT = 120.0
WRITE_LIMIT = 300.0  # a merge of large segments takes its time
SWAP_LIMIT = 3600.0
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")  # no secrets for a helper


class HelperGone(Exception):
    """The process died, or had to be killed."""


class Helper:
    """One process that has the index, and the socket to it."""

    def __init__(self, folder: Path, language: str) -> None:
        self.socket, theirs = unpatched.socketpair()
        path = str(Path(whoosh_helper.__file__))
        command = [sys.executable, "-I", path, str(folder.absolute()), language]
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        actions = [(os.POSIX_SPAWN_DUP2, theirs.fileno(), 0)]
        spawn = unpatched.of("os", "posix_spawn")
        self.pid: int = spawn(sys.executable, command, environment, file_actions=actions)
        theirs.close()

    def ask(self, name: str, arguments: tuple[Any, ...], limit: float) -> Any:
        """Its answer, or what it raised."""
        try:
            self.socket.settimeout(limit)
            whoosh_helper.send(self.socket, (name, arguments))
            is_fine, answer = whoosh_helper.receive(self.socket)
        except (OSError, EOFError) as error:  # a time-out is an OSError
            raise HelperGone from error
        if is_fine:
            return answer
        raise answer

    def end(self) -> None:
        """Stop the process now, and let the system forget it."""
        self.socket.close()
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            unpatched.of("os", "waitpid")(self.pid, 0)


class Helpers:
    """A few processes for one kind of work; who needs one waits until one is free."""

    def __init__(self, folder: Path, language: str, count: int) -> None:
        self.made_of = (folder, language)
        self.pid = os.getpid()
        self.free: list[Helper] = []  # the last one used is warm
        self.seats = unpatched.simple_queue()
        for _ in range(count):
            self.seats.put(None)

    def ask(self, name: str, *arguments: Any, limit: float) -> Any:
        """Ask one of them; one that is gone is replaced once."""
        try:
            return self._ask_one(name, arguments, limit)
        except HelperGone:
            return self._ask_one(name, arguments, limit)

    def _ask_one(self, name: str, arguments: tuple[Any, ...], limit: float) -> Any:
        with self.one() as helper:
            return helper.ask(name, arguments, limit)

    @contextlib.contextmanager
    def one(self) -> Iterator[Helper]:
        """Borrow a process; one that is left in the middle of its work is not given back."""
        self.seats.get()
        helper: Helper | None = None
        try:
            helper = self.free.pop() if self.free else Helper(*self.made_of)
            yield helper
            self.free.append(helper)
        except (IndexMissing, RuntimeError):  # it has answered
            assert helper
            self.free.append(helper)
            raise
        except BaseException:
            if helper:
                helper.end()
            raise
        finally:
            self.seats.put(None)


class WhooshApart:
    """The embedded engine, seen from a server; see `engine.Engine` for what each method does."""

    holds_processor = True  # it does not, but waits without the loop

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self.language = folder, language
        self._helpers: dict[tuple[int, str], Helpers] = {}

    def search(self, wanted: Wanted) -> Found:
        return self._read("search", wanted)

    def suggest(self, words: Sequence[str], wanted: Wanted) -> Found:
        return self._read("suggest", words, wanted)

    def similar(self, title: str, body: str, wanted: Wanted) -> Found:
        return self._read("similar", title, body, wanted)

    def count_documents(self) -> int:
        return self._read("count_documents")

    def stamps(self) -> dict[int, list[str]]:
        return self._read("stamps", limit=CHECK_LIMIT)

    def is_usable(self) -> bool:
        return self._read("is_usable")

    def index(self, documents: dict[int, list[Document]]) -> None:
        if documents:
            self._of("writer", 1).ask("index", documents, limit=WRITE_LIMIT)

    def delete(self, thread_ids: Iterable[int]) -> None:
        self.index({thread_id: [] for thread_id in thread_ids})

    def rebuild(self) -> "RebuildApart":
        return RebuildApart(Helper(self.folder, self.language))

    def turn(self, seconds: float) -> AbstractContextManager[None]:
        return file_locks.turn(self.folder, seconds)

    def alone(self) -> AbstractContextManager[None]:
        return file_locks.alone(self.folder)

    def processes(self) -> list[int]:
        """Those that wait for work."""
        return [helper.pid for each in self._helpers.values() for helper in each.free]

    def end(self) -> None:
        """Stop the processes; they would end with this one anyway."""
        for each in self._helpers.values():
            while each.free:
                each.free.pop().end()

    def _read(self, name: str, *arguments: Any, limit: float = 0) -> Any:
        try:
            return self._of("reader", READERS).ask(name, *arguments, limit=limit or READ_LIMIT)
        except HelperGone as error:
            raise IndexMissing from error

    def _of(self, kind: str, count: int) -> Helpers:
        """A process that was forked has its own."""
        key = (os.getpid(), kind)
        if key not in self._helpers:
            made = Helpers(self.folder, self.language, count)
            self._helpers.setdefault(key, made)
        return self._helpers[key]


class RebuildApart:
    """A generation in the making, in a process that ends with it."""

    def __init__(self, helper: Helper) -> None:
        self.helper = helper
        self._ask("begin")

    def index(self, documents: dict[int, list[Document]]) -> None:
        self._ask("index", documents)

    def swap_in(self) -> None:
        self._ask("swap_in", limit=SWAP_LIMIT)
        self.helper.end()

    def give_up(self) -> None:
        with contextlib.suppress(HelperGone, RuntimeError):
            self._ask("give_up")
        self.helper.end()

    def _ask(self, name: str, *arguments: Any, limit: float = WRITE_LIMIT) -> None:
        self.helper.ask(whoosh_helper.REBUILD + name, arguments, limit)

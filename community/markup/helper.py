"""One helper process, seen from the process that started it."""

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import helper_main

HARD_LIMIT = 2.4  # seconds for one text, from outside; the helper stops itself after RENDER_SECONDS
START_LIMIT = 20.0  # seconds until a helper must be ready, on a machine under load
HELPER = Path(helper_main.__file__)
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")  # no secrets for a helper


class HelperGone(Exception):
    """The helper died, or had to be killed."""


class Helper:
    """One process that renders, and the socket to it."""

    def __init__(self) -> None:
        try:
            self.socket, theirs = socket.socketpair()
            with theirs:
                self.pid = _start_process(theirs.fileno())
        except OSError as error:
            raise HelperGone from error
        try:
            self._hear(START_LIMIT)
        except HelperGone:
            self.kill()
            raise

    def ask(self, job: str, texts: list[str], options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Hand the texts over and give each answer as it comes."""
        try:
            self.socket.settimeout(HARD_LIMIT)
            helper_main.send(self.socket, {"job": job, "texts": texts, "options": options})
        except OSError as error:
            raise HelperGone from error
        for _ in texts:
            yield self._hear(HARD_LIMIT)

    def _hear(self, seconds: float) -> Any:
        self.socket.settimeout(seconds)
        try:
            answer = helper_main.receive(self.socket)
        except (OSError, ValueError) as error:  # a time-out is an OSError
            raise HelperGone from error
        if answer is None:
            raise HelperGone
        return answer

    def kill(self) -> None:
        """Stop the process now."""
        self.socket.close()
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)

    def is_buried(self) -> bool:
        """Say whether the system has forgotten the process; does not wait for it."""
        try:
            return _native("waitpid")(self.pid, os.WNOHANG)[0] == self.pid
        except ChildProcessError:  # the loop was faster
            return True


def _start_process(end_of_socket: int) -> int:
    # Not `subprocess`: gevent's forks in the loop, and Python's own no longer works beside it.
    spawn = _native("posix_spawn")
    command = [sys.executable, "-I", str(HELPER)]
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    actions = [(os.POSIX_SPAWN_DUP2, end_of_socket, 0)]
    return spawn(sys.executable, command, environment, file_actions=actions)


def _native(name: str) -> Any:
    """A function of `os` as Python made it, whatever gevent did to it."""
    monkey = sys.modules.get("gevent.monkey")
    if not (monkey and monkey.is_module_patched("os")):
        return getattr(os, name)
    from gevent.monkey import get_original

    return get_original("os", name)

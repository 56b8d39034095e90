"""What pages note by the way (last seen, read marks, searches) is written a second later.

Nobody waits for it and nobody relies on it: a killed process loses what it had noted.
"""

import logging
import threading
import time
from collections.abc import Callable

from flask import Flask, current_app

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds; a killed process forgets as much


class Flusher:
    """Calls `write` in the background, a second after the first note since the last time."""

    def __init__(self, write: Callable[[], None]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting = False

    def soon(self) -> None:
        """Something was noted. Tests write themselves: a thread would outlive their database."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        with self._lock:
            if self._waiting or app.testing:
                return
            self._waiting = True
        threading.Thread(target=self._later, args=(app,), daemon=True).start()

    def _later(self, app: Flask) -> None:
        time.sleep(PAUSE)
        with self._lock:
            self._waiting = False
        with app.app_context():
            try:
                self._write()
            except Exception:  # a note is no reason to lose the thread that writes them
                log.exception("%s could not write what was noted.", self._write.__module__)

"""Short messages to every process of the house: Redis where it is set, else a file they share."""

import json
import logging
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from flask import Flask

from community.caching.freshness import EVERYTHING, TOUCHED

Told = dict[str, Any]
hearers: dict[str, list[Callable[[Told], None]]] = {}

LOOK_EVERY = 0.04  # seconds; others hear within 100 ms, and a look costs a few microseconds
KEPT = 1000  # messages that stay in the file, far more than one look can miss
PAUSE_AFTER_FAILURE = 1.0  # seconds until the next try to reach Redis

log = logging.getLogger(__name__)


class Channel(Protocol):
    """A way between processes; `lost` stands for messages that may have been missed."""

    def send(self, text: str) -> None: ...

    def receive(self) -> Iterator[str | None]: ...


class Mailbox:
    """A small SQLite file of its own, watched through `PRAGMA data_version`.

    Of its own, because the main database changes every second (read marks, search log): its
    version would wake every process for nothing, and a message must not wait for its writers.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._opened: tuple[int, sqlite3.Connection] | None = None

    def send(self, text: str) -> None:
        with self._lock:
            connection = self._connection()
            row = connection.execute("INSERT INTO messages (body) VALUES (?)", (text,)).lastrowid
            if row and row % KEPT == 0:
                connection.execute("DELETE FROM messages WHERE id <= ?", (row - KEPT,))

    def receive(self) -> Iterator[str | None]:
        version, last = self._version(), self._last()
        while True:
            time.sleep(LOOK_EVERY)
            seen = self._version()
            if seen == version:
                continue
            version = seen
            for number, body in self._after(last):
                last = number
                yield body

    def _connection(self) -> sqlite3.Connection:
        if self._opened and self._opened[0] == os.getpid():
            return self._opened[1]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self.path, timeout=0.2, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT)"
        )
        self._opened = (os.getpid(), connection)
        return connection

    def _version(self) -> int:
        with self._lock:
            return int(self._connection().execute("PRAGMA data_version").fetchone()[0])

    def _last(self) -> int:
        with self._lock:
            found = self._connection().execute("SELECT max(id) FROM messages").fetchone()[0]
            return int(found or 0)

    def _after(self, last: int) -> list[tuple[int, str]]:
        with self._lock:
            query = "SELECT id, body FROM messages WHERE id > ? ORDER BY id"
            return self._connection().execute(query, (last,)).fetchall()


class RedisChannel:
    """Redis pub/sub. A broken connection may have lost messages, which `None` says."""

    def __init__(self, url: str, name: str) -> None:
        import redis  # here, because the laptop shape never loads it

        self._failed = redis.RedisError
        self._redis = redis.Redis.from_url(url, socket_connect_timeout=2)
        self._name = name

    def send(self, text: str) -> None:
        self._redis.publish(self._name, text)

    def receive(self) -> Iterator[str | None]:
        while True:
            try:
                pubsub = self._redis.pubsub()
                pubsub.subscribe(self._name)
                for message in pubsub.listen():
                    if message["type"] == "message":
                        yield message["data"].decode()
                    else:
                        yield None  # subscribed (again): what came before was not heard
            except self._failed as error:
                log.warning("Redis does not answer, pages may be 10 seconds old: %s", error)
                time.sleep(PAUSE_AFTER_FAILURE)


def channel_for(settings: Any) -> Channel:
    if settings.redis_url:
        # The name keeps two communities on one Redis apart.
        name = "hearth:" + sha256(settings.secret_key.encode()).hexdigest()[:16]
        return RedisChannel(settings.redis_url, name)
    return Mailbox(settings.var_dir / "mailbox.sqlite3")


class Teller:
    """Sends what this process tells, and brings what others told to those who listen."""

    def __init__(self, app: Flask, channel: Channel) -> None:
        self._app = app
        self._channel = channel
        self._name = secrets.token_hex(8)
        self._listening_in: int | None = None

    def tell(self, message: Told) -> None:
        """Everybody hears it: this process now, the others in a moment, or not if that fails."""
        self._hear(message)
        try:
            self._channel.send(json.dumps({"from": self._me(), "message": message}))
        except Exception as error:
            log.warning("Other processes could not be told %s: %s", message["kind"], error)

    def listen(self) -> None:
        """Hear the other processes from now on; safe to call often and after a fork."""
        if self._listening_in != os.getpid():
            self._listening_in = os.getpid()
            threading.Thread(target=self._listen, name="told", daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                for text in self._channel.receive():
                    self._take(text)
            except Exception:
                log.exception("Listening to other processes failed; trying again")
                time.sleep(PAUSE_AFTER_FAILURE)

    def _take(self, text: str | None) -> None:
        if text is None:
            self._hear({"kind": TOUCHED, "tags": [EVERYTHING]})
            return
        letter = json.loads(text)
        if letter["from"] != self._me():
            self._hear(letter["message"])

    def _hear(self, message: Told) -> None:
        with self._app.app_context():
            for hearer in hearers.get(message["kind"], []):
                try:
                    hearer(message)
                except Exception:
                    log.exception("Nobody could act on %s", message)

    def _me(self) -> str:
        return f"{os.getpid()}-{self._name}"

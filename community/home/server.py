"""The laptop's web server: gevent with WebSockets, pages and sockets in one process."""

import re
import signal
import socket
from collections.abc import Callable
from typing import Any

import gevent
from flask import Flask
from gevent import pywsgi, signal_handler
from gevent.event import Event
from gevent.pywsgi import WSGIHandler, WSGIServer
from geventwebsocket.handler import WebSocketHandler

from community import offload
from community.caching import teller_of

BACKLOG = 4096  # connections that wait while 10,000 sockets come back after a restart
LAST_WORDS = 2.0  # seconds that running requests get after SIGTERM; sockets reconnect by themselves
IDLE = 75.0  # seconds a silent connection is kept between two requests
HEADERS = 20.0  # seconds in which a request's headers have to come
SOCKET_KEY = re.compile(r"[A-Za-z0-9+/]{22}==")  # sixteen bytes
#: a search of 2,000 signs, of which an address writes some as twelve: answered, not refused
pywsgi.MAX_REQUEST_LINE = 32 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Handler(WebSocketHandler):
    """No access log in the hot path, and the WebSocket machinery only for those who ask for it."""

    def read_requestline(self) -> Any:
        with gevent.Timeout(IDLE, False):
            return super().read_requestline()
        return None

    def read_request(self, raw_requestline: Any) -> Any:
        """Who sends a byte now and then holds a connection no longer than this: 400."""
        with gevent.Timeout(HEADERS, False):
            return super().read_request(raw_requestline)
        return False

    def run_application(self) -> Any:
        if _asks_for_a_socket(self.environ):
            return super().run_application()
        return WSGIHandler.run_application(self)

    def log_request(self) -> None:
        """Left to the proxy."""


def _asks_for_a_socket(environ: dict[str, Any]) -> bool:
    """Only there, and with a key as browsers send it: the upgrade comes before any check of ours,
    and answers a broken key by a traceback in the log."""
    if "HTTP_UPGRADE" not in environ or "/socket.io/" not in environ.get("PATH_INFO", ""):
        return False
    return bool(SOCKET_KEY.fullmatch(environ.get("HTTP_SEC_WEBSOCKET_KEY", "")))


class Server(WSGIServer):
    def handle(self, client: Any, address: Any) -> None:
        # Headers and body leave in two writes: without this the second waits for the reader's
        # delayed acknowledgement (365 requests a second instead of 13,000).
        if client.family != socket.AF_UNIX:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle(client, address)


class CannotServe(Exception):
    """The text says why, and what to do."""


def serve(app: Flask, host: str, port: int, at_start: Callable[[], None] | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C; running requests are finished first."""
    settings = app.config["SETTINGS"]
    if settings.demo and host not in LOOPBACK:
        raise CannotServe("The demo has known passwords: it listens on loopback only. Unset DEMO.")
    server = Server((host, port), app, handler_class=Handler, backlog=BACKLOG, log=None)
    asked_to_stop = hear_the_signals()  # before the first answer: whoever got one may stop us
    try:
        server.start()
    except OSError as error:
        reason = error.strerror or error
        raise CannotServe(f"Port {port}: {reason}. Choose another with PORT=…") from error
    teller_of(app).listen()
    gevent.spawn(offload.start_helpers)
    if at_start:
        at_start()
    print(f"Hearth is on {settings.public_url}/  (Ctrl-C stops it)", flush=True)
    asked_to_stop.wait()
    server.stop(LAST_WORDS)


def hear_the_signals() -> Event:
    """An event that SIGTERM or Ctrl-C sets; other greenlets work while one waits for it."""
    asked = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal_handler(number, asked.set)
    return asked

"""The laptop's web server: gevent with WebSockets, pages and sockets in one process."""

import socket
import sys
from collections.abc import Callable
from typing import Any

import gevent
from flask import Flask
from gevent import signal_handler
from gevent.pywsgi import WSGIHandler, WSGIServer
from geventwebsocket.handler import WebSocketHandler

BACKLOG = 4096  # connections that wait while 10,000 sockets come back after a restart
LAST_WORDS = 2.0  # seconds that running requests get after SIGTERM; sockets reconnect by themselves
IDLE = 75.0  # seconds a silent connection is kept between two requests
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Handler(WebSocketHandler):
    """No access log in the hot path, and the WebSocket machinery only for those who ask for it."""

    def read_requestline(self) -> Any:
        with gevent.Timeout(IDLE, False):
            return super().read_requestline()
        return None

    def run_application(self) -> Any:
        if "HTTP_UPGRADE" in self.environ:
            return super().run_application()
        return WSGIHandler.run_application(self)

    def log_request(self) -> None:
        """Left to the proxy."""


class Server(WSGIServer):
    def handle(self, client: Any, address: Any) -> None:
        # Headers and body leave in two writes: without this the second waits for the reader's
        # delayed acknowledgement (365 requests a second instead of 13,000).
        if client.family != socket.AF_UNIX:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle(client, address)


def serve(app: Flask, host: str, port: int, at_stop: Callable[[], None] | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C; running requests are finished first."""
    if app.config["SETTINGS"].demo and host not in LOOPBACK:
        sys.exit("The demo has known passwords: it listens on 127.0.0.1 only. Unset DEMO to serve.")
    server = Server((host, port), app, handler_class=Handler, backlog=BACKLOG, log=None)
    try:
        server.start()
    except OSError as error:
        sys.exit(f"Port {port} cannot be used: {error.strerror or error}. Choose another: PORT=…")
    stop = lambda: gevent.spawn(server.stop, LAST_WORDS)  # noqa: E731
    import signal

    watchers = [signal_handler(number, stop) for number in (signal.SIGTERM, signal.SIGINT)]
    print(f"Hearth is on {app.config['SETTINGS'].public_url}/  (stop it with Ctrl-C)", flush=True)
    server.serve_forever()
    for watcher in watchers:
        watcher.cancel()
    if at_stop:
        at_stop()

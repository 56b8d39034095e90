"""The laptop's server waits for nobody for ever, and opens sockets where there are any."""

import gevent
import pytest
from gevent import socket

from community.home import server as serving

ASKED = b"GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
ASKED += b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n"
KEY = b"dGhlIHNhbXBsZSBub25jZQ=="


def hello(environ, start_response):
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


@pytest.fixture
def port(monkeypatch):
    monkeypatch.setattr(serving, "HEADERS", 0.3)
    server = serving.Server(("127.0.0.1", 0), hello, handler_class=serving.Handler, log=None)
    server.start()
    yield server.server_port
    server.stop(0.1)


def answer(port, *parts: bytes) -> bytes:
    with gevent.Timeout(5), socket.create_connection(("127.0.0.1", port)) as connection:
        for part in parts:
            connection.sendall(part)
            gevent.sleep(0.1)
        return connection.recv(1000)


def test_headers_that_trickle_in_are_not_waited_for(port):
    assert answer(port, b"GET / HTTP/1.1\r\n", b"X: y\r\n").startswith(b"HTTP/1.1 400")
    assert answer(port, b"GET / HTTP/1.1\r\n", b"Host: x\r\n\r\n").endswith(b"hello")


@pytest.mark.parametrize("key", [b"x", b"", b"=" * 24])
def test_a_nonsense_key_is_an_ordinary_request(port, key):
    assert answer(port, ASKED % (b"/socket.io/", key)).endswith(b"hello")


def test_a_page_is_no_socket(port):
    assert answer(port, ASKED % (b"/", KEY)).endswith(b"hello")
    assert answer(port, ASKED % (b"/socket.io/", KEY)).startswith(b"HTTP/1.1 101")

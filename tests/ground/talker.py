"""A server for tests that says exactly what it is told to, byte by byte."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@contextmanager
def talking(say: Callable[[socket.socket, bytes], None]) -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and what it heard so far."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    peer, _address = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(peer,), daemon=True).start()

        def answer(peer: socket.socket) -> None:
            with peer:
                heard.append(peer.recv(65_536))
                try:
                    say(peer, heard[-1])
                except OSError:  # they hung up
                    pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hook", heard


def saying(*parts: bytes, pause: float = 0.0) -> Callable[[socket.socket, bytes], None]:
    def say(peer: socket.socket, _heard: bytes) -> None:
        for part in parts:
            peer.sendall(part)
            time.sleep(pause)

    return say


def silent(_peer: socket.socket, _heard: bytes) -> None:
    time.sleep(30)

"""The helper process: keeps the index for a server and answers over its socket.

Started by path with the folder of the index and the language. It lives as long as the socket:
when the process that started it dies, however it dies, the next read ends and so does this.
"""

import os
import pickle
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from community.search.whoosh_engine import WhooshEngine

SIZE = struct.Struct("!I")
REBUILD = "rebuild."  # before the names of what a rebuild does
KIND = 10  # a rebuild lets everything else go first


def send(connection: Any, message: Any) -> None:
    """Write one message. Both ends are ours: nobody else can write into this socket."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    connection.sendall(SIZE.pack(len(body)))
    connection.sendall(body)


def receive(connection: Any) -> Any:
    """Read one message; EOFError at the end."""
    return pickle.loads(_read(connection, SIZE.unpack(_read(connection, SIZE.size))[0]))


def _read(connection: Any, size: int) -> bytearray:
    body = bytearray(size)
    view, got = memoryview(body), 0
    while got < size:
        part = connection.recv_into(view[got:])
        if not part:
            raise EOFError
        got += part
    return body


class Desk:
    """What may be asked, by name."""

    def __init__(self, engine: "WhooshEngine") -> None:
        self.engine = engine
        self.draft: Any = None

    def answer(self, name: str, arguments: tuple[Any, ...]) -> Any:
        if name == REBUILD + "begin":
            os.nice(KIND)
            self.draft = self.engine.rebuild()
            return None
        if name.startswith(REBUILD):
            return getattr(self.draft, name.removeprefix(REBUILD))(*arguments)
        return getattr(self.engine, name)(*arguments)


def main(folder: str, language: str) -> None:
    """Answer until the other end goes."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from community.search.engine import IndexMissing
    from community.search.whoosh_engine import WhooshEngine

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started us
    desk = Desk(WhooshEngine(Path(folder), language))
    with socket.socket(fileno=os.dup(0)) as connection:
        while True:
            try:
                name, arguments = receive(connection)
            except (EOFError, OSError):
                return
            try:
                answer = (True, desk.answer(name, arguments))
            except IndexMissing as error:
                answer = (False, error)
            except Exception as error:
                answer = (False, RuntimeError(f"{type(error).__name__}: {error}"))
            try:
                send(connection, answer)
            except OSError:
                return


if __name__ == "__main__":
    main(*sys.argv[1:])

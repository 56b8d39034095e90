"""The helper process: reads texts from its socket, renders each within two seconds, answers.

Started by path, so that neither `community` nor Flask is loaded. It lives as long as the socket:
when the process that started it dies, however it dies, the next read ends and so does this.
"""

import importlib.util
import json
import os
import resource
import signal
import socket
import struct
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

RENDER_SECONDS = 2.0
MEMORY = 1 << 30  # address space; a helper at rest takes a tenth


class TooSlow(BaseException):
    """Time is up. No `except Exception` of a library may swallow it."""


def load_markup() -> ModuleType:
    """Load the folder this file lies in as a package of its own."""
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        "hearth_markup", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def ring(_signal: int, _frame: object) -> NoReturn:
    """End the rendering that took too long."""
    raise TooSlow


def work(markup: ModuleType, job: str, text: str, options: dict[str, Any]) -> dict[str, Any]:
    """Do one job and say how it went; never raises."""
    try:
        signal.setitimer(signal.ITIMER_REAL, RENDER_SECONDS)
        try:
            if job == "from_html":
                rendered, source = markup.from_html(text, **options)
                answer = {"rendered": rendered.as_dict(), "source": source}
            else:
                answer = {"rendered": markup.render(text, **options).as_dict()}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except (TooSlow, Exception) as error:
        markup.renew()
        return {"failed": type(error).__name__}
    return answer


def receive(connection: socket.socket) -> Any:
    """Read one message, None at the end."""
    head = _read(connection, 4)
    if head is None:
        return None
    body = _read(connection, struct.unpack("!I", head)[0])
    return None if body is None else json.loads(body)


def _read(connection: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(min(size - len(parts), 1 << 16))
        if not part:
            return None
        parts += part
    return bytes(parts)


def send(connection: socket.socket, message: Any) -> None:
    """Write one message."""
    body = json.dumps(message).encode()
    connection.sendall(struct.pack("!I", len(body)) + body)


def main() -> None:
    """Answer until the other end goes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for stop in (signal.SIGINT, signal.SIGTERM):  # the parent's to understand: it may still need us
        signal.signal(stop, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, ring)
    connection = socket.socket(fileno=os.dup(0))
    connection.setblocking(True)  # gevent, at the other end, made it non-blocking
    markup = load_markup()
    markup.render("*warm* `up`\n\n```python\n1\n```\n")
    send(connection, "ready")
    while (order := receive(connection)) is not None:
        for text in order["texts"]:
            send(connection, work(markup, order["job"], text, order["options"]))


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, ConnectionResetError):
        sys.exit(0)

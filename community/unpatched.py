"""What Python made of some modules, whatever gevent did to them: for native threads and helpers."""

import sys
from importlib import import_module
from typing import Any


def of(module: str, name: str) -> Any:
    """A function as Python made it. Does not load gevent where nobody uses it."""
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None:
        return getattr(import_module(module), name)
    return monkey.get_original(module, name)


def socketpair() -> tuple[Any, Any]:
    """Two sockets that block the native thread they are used in, and nothing else."""
    import _socket

    family, kind = _socket.AF_UNIX, _socket.SOCK_STREAM
    return _socket.socketpair(family, kind)  # type: ignore[return-value]


def simple_queue() -> Any:
    """A queue between native threads."""
    import _queue

    return _queue.SimpleQueue()

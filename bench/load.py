"""Requests over and over: `wrk` where the machine has it, else a client of our own."""

import re
import shutil
import socket
import statistics
import subprocess
import threading
import time
from urllib.parse import urlsplit

CONNECTIONS = 16
SECONDS = 3.0
ROUNDS = 3


def requests_a_second(url: str, rounds: int = ROUNDS) -> float:
    """The median of several rounds."""
    once = _by_wrk if shutil.which("wrk") else _by_sockets
    return statistics.median(once(url) for _round in range(rounds))


def tool() -> str:
    return "wrk" if shutil.which("wrk") else "own client"


def _by_wrk(url: str) -> float:
    done = subprocess.run(
        [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{int(SECONDS)}s",
            "-H",
            "Accept-Encoding: gzip",
            url,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"{url} did not answer 200:\n{done.stdout}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    return float(found[1]) if found else 0.0


def _by_sockets(url: str) -> float:
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(_one_connection(url)))
        for _connection in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def _one_connection(url: str) -> int:
    parts = urlsplit(url)
    request = (
        f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1\r\n"
        f"Host: {parts.netloc}\r\nAccept-Encoding: gzip\r\n\r\n"
    ).encode()
    count, end = 0, time.monotonic() + SECONDS
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as line:
        while time.monotonic() < end:
            line.sendall(request)
            _read_answer(line)
            count += 1
    return count


def _read_answer(line: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        data += line.recv(65536)
    head, _gap, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.split(b"\r\n")[0].decode())
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
    while len(body) < length:
        body += line.recv(65536)

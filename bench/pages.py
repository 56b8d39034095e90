"""A visitor's thread page of 20 posts, the status page and its API, calm and in an outage,
against a constant Flask view on both servers."""

import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import requests_a_second, tool
from config import ROOT
from tests.servers import Hearth, free_port, gunicorn, running_hearth

Rows = list[tuple[str, str, str, bool | None]]
BAR = 1.0  # times the constant view
STATUS = {"status page": "/status", "summary.json": "/api/v2/summary.json"}


def measure() -> Rows:
    rows: Rows = [("requests a second measured by", tool(), "", None)]
    with tempfile.TemporaryDirectory() as folder:
        with running_hearth(Path(folder) / "laptop", DEMO="1") as server:
            path = make_thread(server)
            with constant([sys.executable, "-m", "bench.constant"]) as yardstick:
                rows += compare_all("the laptop's server", server, path, yardstick)
            rows.append(("memory of the web process, loaded", f"{rss(server):.0f} MB", "", None))
        with running_hearth(Path(folder) / "idle", DEMO="1") as server:
            time.sleep(3)
            idle = rss(server)
            rows.append(("memory, idle, demo community", f"{idle:.0f} MB", "< 150 MB", idle < 150))
        with running_hearth(Path(folder) / "gunicorn", gunicorn, DEMO="1") as server:
            path = make_thread(server)
            command = [sys.executable, "-m", "gunicorn", "-k", "gevent", "-w", "2"]
            with constant([*command, "bench.constant:app", "-b"]) as yardstick:
                rows += compare_all("gunicorn gevent, 2 workers", server, path, yardstick)
    return rows


def compare_all(name: str, server: Hearth, thread: str, yardstick: str) -> Rows:
    """An outage is when everybody reads the last two."""
    rows = compare(name, "visitor's thread page", server.url + thread, yardstick)
    for weather in ("calm", "an outage"):
        for what, path in STATUS.items():
            rows += compare(name, f"{what}, {weather}", server.url + path, yardstick)
        server.flask("incident", "open", "Sign-in fails", "--component", "Sign-in=major_outage")
    return rows


def compare(name: str, what: str, page: str, yardstick: str) -> Rows:
    """Taken in turns, so that a busy moment of the machine hits both."""
    constants, pages = [], []
    for _turn in range(3):
        constants.append(requests_a_second(yardstick, 1))
        pages.append(requests_a_second(page, 1))
    constant_rate, page_rate = sorted(constants)[1], sorted(pages)[1]
    ratio = page_rate / constant_rate
    return [
        (f"{name}: constant Flask view", f"{constant_rate:.0f}/s", "", None),
        (f"{name}: {what}", f"{page_rate:.0f}/s", "", None),
        (f"{name}: {what}, ratio", f"{ratio:.2f}", f">= {BAR:.1f}", ratio >= BAR),
    ]


def make_thread(server: Hearth, posts: int = 20, words: int = 90) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.world", str(posts), str(words)],
        cwd=ROOT,
        env=server.env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def constant(command: list[str]) -> Iterator[str]:
    """The yardstick's own server; the port is the command's last word."""
    port = free_port()
    last = f"127.0.0.1:{port}" if command[-1] == "-b" else str(port)
    process = subprocess.Popen(
        [*command, last], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}/"
    try:
        for _try in range(100):
            try:
                urllib.request.urlopen(url, timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def rss(server: Hearth) -> float:
    """Megabytes of the web process itself; its rendering helpers are apart."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024

"""How soon a new question is on fifty open queues: `python -m bench.desk_sockets`.

A server as `make run`'s. Fifty agents hold a WebSocket each; questions are asked by HTTP. Measured
from the redirect that the asker gets to each agent's `queue` message with the item in it.
"""

import json
import re
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import simple_websocket

from bench.desk_agents import APP, script
from bench.loop import Browser, hidden
from tests.servers import Hearth, running_hearth, wait_until

AGENTS, ASKERS, QUESTIONS = 50, 8, 20
EVERY = 4.0  # seconds between two questions: each brings fifty mails to write, a large day has 600
BAR = 0.300  # seconds
PATIENCE = 20.0  # seconds until a message counts as lost
Row = tuple[str, str, str, bool | None]


class Socket:
    """Socket.IO by hand: notes when the item of a thread came."""

    def __init__(self, server: Hearth, browser: Browser) -> None:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.jar)
        url = server.url.replace("http:", "ws:") + "/socket.io/?EIO=4&transport=websocket"
        headers = {"Cookie": cookies, "Origin": server.url, "X-Forwarded-For": "10.0.0.9"}
        self.line = simple_websocket.Client(url, headers=headers)
        self.seen: dict[int, float] = {}
        self.watching = False
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        self.line.receive()
        self.line.send("40")
        while True:
            try:
                packet = self.line.receive()
            except simple_websocket.ConnectionClosed:
                return
            came = time.monotonic()
            if packet == "2":
                self.line.send("3")
            elif packet.startswith("40"):
                self.line.send('421["watch",{"room":"queue"}]')
            elif packet.startswith("431"):
                self.watching = '"ok":true' in packet
            elif packet.startswith('42["queue",'):
                message = json.loads(packet[2:])[1]
                if message["html"]:
                    self.seen.setdefault(message["item"], came)


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "flask", "--app", APP, "serve"]
        with running_hearth(Path(folder), command=lambda port: command, PROXIES="1") as server:
            return rows_of(server, script(server, "make", str(AGENTS), str(ASKERS), "50"))


def rows_of(server: Hearth, cookies: dict[str, str]) -> list[Row]:
    people = {name: Browser(server).with_session(value) for name, value in cookies.items()}
    agents = [one for name, one in people.items() if name.startswith("agent")]
    askers = [one for name, one in people.items() if name.startswith("asker")]
    sockets = [Socket(server, agent) for agent in agents]
    wait_until(lambda: all(one.watching for one in sockets), 60, "the watching of all")
    for n in range(ASKERS):  # what is used for the first time is compiled now
        ask(askers[n], n)
        time.sleep(EVERY / 2)
    asked = []
    for n in range(QUESTIONS):
        asked.append(ask(askers[n % ASKERS], n))
        time.sleep(EVERY)
    ids = [thread_id for thread_id, _began, _answered in asked]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not all(i in one.seen for one in sockets for i in ids):
        time.sleep(0.05)
    lost = sum(i not in one.seen for one in sockets for i in ids)
    pairs = [(one, each) for one in asked for each in sockets if one[0] in each.seen]
    after = [max(0.0, each.seen[i] - answered) for (i, _began, answered), each in pairs]
    whole = [each.seen[i] - began for (i, began, _answered), each in pairs]
    p99 = percentile(after, 99)
    median = statistics.median(after)
    say = f"a new question on {AGENTS} open queues"
    return [
        (f"{say}, messages", f"{len(after)}, {lost} lost", "0 lost", not lost),
        (
            f"{say}, median after the redirect",
            f"{median * 1000:.0f} ms",
            "",
            None,
        ),
        (f"{say}, 99th percentile", f"{p99 * 1000:.0f} ms", "<= 300 ms", p99 <= BAR),
        (f"{say}, the longest", f"{max(after) * 1000:.0f} ms", "", None),
        (f"{say}, 99th from the click", f"{percentile(whole, 99) * 1000:.0f} ms", "", None),
    ]


def percentile(values: list[float], which: int) -> float:
    return statistics.quantiles(values, n=100)[which - 1]


def ask(browser: Browser, number: int) -> tuple[int, float, float]:
    """The new thread, when its form was sent, and when the redirect came."""
    page = browser.get("/ask")
    values = {name: hidden(page, name) for name in ("csrf_token", "once")}
    values |= {"title": f"Why does pump {number} stop at {time.time()}?", "kind": "question"}
    values |= {"body": "It stops after ten minutes.", "category": "bench"}
    began = time.monotonic()
    _status, address = browser.send("/ask", values)
    answered = time.monotonic()
    found = re.search(r"/t/(\d+)", address)
    assert found, address
    return int(found[1]), began, answered


if __name__ == "__main__":
    for row in measure():
        print(*row, sep="  ")

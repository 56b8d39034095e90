"""Twenty agents at one queue of 2,000 items: claim, reply, hand back, all at once, by HTTP.

`python -m bench.desk_agents [--engine database] [--items 2000]`. Half of them press "take the next
best", half claim from the list what nobody has. One item of five is handed back before anybody
answers it. SQLite: `flask serve`; PostgreSQL: gunicorn with two processes, and `flask worker`.
"""

import argparse
import contextlib
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.engines import ENGINES, settings_of
from bench.loop import Browser, hidden
from config import ROOT
from tests.servers import Hearth, running_hearth

AGENTS, ITEMS = 20, 2_000
HANDED_BACK = 5  # one in so many
PATIENCE = 900.0  # seconds for all of it
QUIET = 90.0  # seconds the outbox may need afterwards
FREE = re.compile(r'data-queue-item="(\d+)" data-order="[^"]*" data-state')  # no data-holder
APP = "bench.without_limits"
Row = tuple[str, str, str, bool | None]


class Tally:
    """What all of them did, and which items were handed back already."""

    def __init__(self, items: int) -> None:
        self.items = items
        self.lock = threading.Lock()
        self.answered: list[int] = []
        self.returned: set[int] = set()
        self.refused = self.empty = 0
        self.strange: list[str] = []
        self.end = time.monotonic() + PATIENCE

    def is_over(self) -> bool:
        return len(self.answered) >= self.items or time.monotonic() > self.end

    def shall_be_handed_back(self, thread_id: int) -> bool:
        with self.lock:
            fresh = thread_id % HANDED_BACK == 0 and thread_id not in self.returned
            self.returned.add(thread_id)
            return fresh


class Agent(threading.Thread):
    """One person, signed in, who works until nothing is left."""

    def __init__(self, server: Hearth, cookies: dict[str, str], number: int, tally: Tally) -> None:
        super().__init__(daemon=True)
        self.tally, self.number = tally, number
        self.browser = Browser(server).with_session(cookies[f"agent{number}"])
        self.url = server.url
        self.chance = random.Random(number)
        self.token = hidden(self.browser.get("/queue"), "csrf_token")

    def run(self) -> None:
        take = self.take_next if self.number % 2 else self.take_from_the_list
        while not self.tally.is_over():
            try:
                taken = take()
                if taken is None:
                    self.tally.empty += 1
                    time.sleep(0.2)
                else:
                    self.work_on(*taken)
            except Exception as error:
                self.tally.strange.append(repr(error)[:200])

    def take_next(self) -> tuple[int, str] | None:
        """The item and its page."""
        data = urllib.parse.urlencode({"csrf_token": self.token}).encode()
        with self.browser.opener.open(self.url + "/queue/next", data, timeout=60) as answer:
            found = re.search(r"/t/(\d+)", answer.url)
            return (int(found[1]), answer.read().decode()) if found else None

    def take_from_the_list(self) -> tuple[int, str] | None:
        page = self.browser.get("/queue")
        free = [
            int(n) for n in re.findall(r'data-queue-item="(\d+)" data-order="[^"]*" data-st', page)
        ]
        self.chance.shuffle(free)
        for thread_id in free[:10]:
            if self.send(f"/queue/{thread_id}/claim", {}) == 303:
                return thread_id, self.browser.get(f"/t/{thread_id}-why")
            self.tally.refused += 1
        return None

    def work_on(self, thread_id: int, page: str) -> None:
        if self.tally.shall_be_handed_back(thread_id):
            self.expect(303, self.send(f"/queue/{thread_id}/claim", {"_method": "DELETE"}))
            return
        values = {name: hidden(page, name) for name in ("once", "seen")}
        values |= {"body": f"Agent {self.number} knows.", "intent": "answer"}
        if self.expect(303, self.send(f"/t/{thread_id}/posts", values)):
            self.tally.answered.append(thread_id)

    def expect(self, wanted: int, status: int) -> bool:
        if status != wanted:
            self.tally.strange.append(f"{status} in place of {wanted}")
        return status == wanted

    def send(self, path: str, values: dict[str, str]) -> int:
        """A form; the status of the answer."""
        return self.browser.send(path, {"csrf_token": self.token} | values)[0]


def measure(engines: Sequence[str] = ENGINES, items: int = ITEMS) -> list[Row]:
    return [row for engine in engines for row in rows_of(engine, items)]


def rows_of(engine: str, items: int = ITEMS) -> list[Row]:
    name = "SQLite" if engine == ENGINES[0] else "PostgreSQL"
    with community(engine) as server:
        cookies = script(server, "make", str(AGENTS), "25", str(items))
        tally = Tally(items)
        agents = [Agent(server, cookies, n, tally) for n in range(1, AGENTS + 1)]
        began = time.monotonic()
        for agent in agents:
            agent.start()
        for agent in agents:
            agent.join()
        took = time.monotonic() - began
        found = quiet(server)
    for what in tally.strange[:5]:
        print(f"  {name}: {what}")
    wrong = len(tally.strange)
    say = f"{name}, {AGENTS} agents"
    left = found["claims that stand"] + found["clocks that run"]
    unheard = found["events not handled"] + found["events given up"]
    done = found["answered once"]
    return [
        (f"{say}, items answered once", str(done), str(items), done == items),
        (f"{say}, answered twice", str(found["answered twice"]), "0", not found["answered twice"]),
        (f"{say}, lost", str(found["not answered"]), "0", not found["not answered"]),
        (f"{say}, stuck (claims, clocks)", str(left), "0", not left),
        (f"{say}, events not handled", str(unheard), "0", not unheard),
        (f"{say}, unforeseen answers", str(wrong), "0", not wrong),
        (f"{say}, claims, of them refused", f"{found['claims']}, {tally.refused}", "", None),
        (f"{say}, items a second", f"{len(tally.answered) / took:.1f}", "", None),
        (f"{say}, then the outbox needed", f"{found['seconds']} s", "", None),
    ]


@contextlib.contextmanager
def community(engine: str) -> Iterator[Hearth]:
    """A server as each database has it, for people behind a proxy."""
    with tempfile.TemporaryDirectory() as folder, settings_of(engine) as settings:
        env = {key.upper(): str(value) for key, value in settings.items()} | {"PROXIES": "1"}
        command = serving if engine == ENGINES[0] else gunicorn
        with running_hearth(Path(folder) / "var", command=command, **env) as server:
            beside = None if engine == ENGINES[0] else worker(server)
            try:
                yield server
            finally:
                if beside:
                    beside.terminate()
                    beside.wait(15)


def serving(port: int) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", APP, "serve"]


def gunicorn(port: int) -> list[str]:
    options = ["-k", "gevent", "-w", "2", "-b", f"127.0.0.1:{port}"]
    return [sys.executable, "-m", "gunicorn", *options, f"{APP}:app"]


def worker(server: Hearth) -> subprocess.Popen[bytes]:
    with (server.var_dir / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "worker"],
            cwd=ROOT,
            env=server.env,
            stdout=log,
            stderr=log,
        )


def script(server: Hearth, *arguments: str) -> dict[str, Any]:
    """Runs bench.desk_crowd in the environment of the server."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.desk_crowd", *arguments],
        cwd=ROOT,
        env=server.env,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def quiet(server: Hearth) -> dict[str, Any]:
    """What became of the items, once the outbox has brought everything to its handlers."""
    began = time.monotonic()
    while True:
        found = script(server, "check")
        seconds = time.monotonic() - began
        if not found["events not handled"] or seconds > QUIET:
            return found | {"seconds": round(seconds)}
        time.sleep(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--items", type=int, default=ITEMS)
    chosen = parser.parse_args()
    for row in measure(chosen.engine or ENGINES, chosen.items):
        print(*row, sep="  ")


if __name__ == "__main__":
    main()

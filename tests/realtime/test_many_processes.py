"""The shape of many servers: pages, sockets and the worker apart, on PostgreSQL with Redis."""

import http.cookiejar
import json
import re
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from contextlib import contextmanager

import pytest

from config import ROOT
from tests.servers import Hearth, free_port, gunicorn, running_hearth, wait_until

pytestmark = [pytest.mark.live, pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]


class Browser:
    """Cookies and forms, as far as posting needs them."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=10) as answer:
            return answer.read().decode()

    def send(self, path: str, page: str, **fields: str) -> str:
        """Post a form that stands on the page; the address one lands at."""
        html = self.get(page)
        for name in ("csrf_token", "once"):
            found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', html)
            fields.setdefault(name, found[1] if found else "")
        data = urllib.parse.urlencode(fields).encode()
        with self.opener.open(self.url + path, data, timeout=10) as answer:
            return answer.url.removeprefix(self.url)

    def sign_in(self, email: str) -> "Browser":
        self.send("/sign-in", "/sign-in", email=email, password="hearth-demo")
        return self


class Socket:
    """Socket.IO over long polling, by hand: what arrives is kept in `heard`."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.address, self.opener = f"{url}/socket.io/?EIO=4&transport=polling", browser.opener
        self.origin = browser.url
        opened = json.loads(self._ask(None)[1:])
        self.address += f"&sid={opened['sid']}"
        self.heard: list[list[object]] = []
        self._ask("40")
        threading.Thread(target=self._listen, daemon=True).start()

    def emit(self, name: str, message: object) -> None:
        self._ask("42" + json.dumps([name, message]))

    def named(self, name: str) -> list[object]:
        return [args[0] for event, *args in self.heard if event == name]

    def _ask(self, body: str | None) -> str:
        data = body.encode() if body is not None else None
        headers = {"Origin": self.origin, "Content-Type": "text/plain"}
        request = urllib.request.Request(self.address, data, headers)
        with self.opener.open(request, timeout=40) as answer:
            return answer.read().decode()

    def _listen(self) -> None:
        while True:
            try:
                packets = self._ask(None).split("\x1e")
            except OSError:
                return
            for packet in packets:
                if packet.startswith("42"):
                    self.heard.append(json.loads(packet[2:]))
                elif packet == "2":
                    self._ask("3")


@contextmanager
def beside(pages: Hearth, *command: str, **env: str):
    """One more process of the same community."""
    with (pages.var_dir / "beside.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", *command],
            cwd=ROOT,
            env=pages.env | env,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def community(tmp_path, postgres, redis_server):
    """Pages (gunicorn), sockets (`flask serve`) and `flask worker`; the sockets' address."""
    port = free_port()
    shape = {"DATABASE_URL": postgres, "REDIS_URL": redis_server, "WORKER_INSIDE": "0"}
    with running_hearth(tmp_path, command=gunicorn, **shape) as pages:
        make_people(pages)
        with (
            beside(pages, "serve", PORT=str(port)),
            beside(pages, "worker"),
        ):
            sockets = Browser(f"http://127.0.0.1:{port}")
            wait_until(lambda: answers(sockets), 30, "the start of the sockets")
            yield pages, sockets.url


def make_people(pages: Hearth) -> None:
    pages.flask("categories", "set", "help", "--name", "Help")
    for name, role in (("ana", "customer"), ("sam", "staff"), ("mia", "staff")):
        pages.flask(
            "users", "create", f"{name}@example.com", "--name", name.title(), "--username", name,
            "--role", role, "--password-stdin", stdin="hearth-demo",
        )  # fmt: skip


def answers(browser: Browser) -> bool:
    try:
        return browser.get("/healthz") == "ok\n"
    except OSError:
        return False


def test_what_one_process_writes_reaches_the_sockets_of_another(community):
    pages, sockets = community
    ana, sam, visitor = (Browser(pages.url) for _ in range(3))
    ana.sign_in("ana@example.com")
    sam.sign_in("sam@example.com")
    at_the_desk = Socket(sockets, sam)
    at_the_desk.emit("watch", {"room": "queue"})
    path = ana.send(
        "/ask",
        "/ask",
        title="Where is my key?",
        body="I lost it.",
        category="help",
        kind="question",
    )
    thread_id = int(re.match(r"/t/(\d+)", path)[1])
    wait_until(lambda: at_the_desk.named("queue"), 10, "the item in the queue")
    reader, asker = Socket(sockets, visitor), Socket(sockets, ana)
    for one in (reader, asker):
        one.emit("watch", {"room": f"thread:{thread_id}", "seen": 1})

    sam.send(f"/t/{thread_id}/posts", path, body="Under the mat.", intent="answer")
    wait_until(lambda: reader.named("post"), 10, "the reply on the visitor's page")
    assert "Under the mat." in reader.named("post")[0]["html"]
    wait_until(lambda: asker.named("notice"), 10, "the asker's bell")
    assert not reader.named("notice")
    wait_until(lambda: "data-result" in visitor.get("/search?q=mat"), 5, "finding it")

    pages.flask("incident", "open", "Doors do not open", "--body", "We are on it.")
    wait_until(lambda: reader.named("banner"), 10, "the banner")
    assert "Doors do not open" in reader.named("banner")[0]["html"]


def test_colleagues_hear_who_is_writing_in_another_process(community):
    pages, sockets = community
    ana, sam, mia = (
        Browser(pages.url).sign_in(f"{who}@example.com") for who in ("ana", "sam", "mia")
    )
    path = ana.send(
        "/ask",
        "/ask",
        title="Where is my key?",
        body="I lost it.",
        category="help",
        kind="question",
    )
    room = {"room": "thread:" + re.match(r"/t/(\d+)", path)[1]}
    port = free_port()
    with beside(pages, "serve", PORT=str(port)):
        other = Browser(f"http://127.0.0.1:{port}")
        wait_until(lambda: answers(other), 30, "the start of the other sockets")
        here, asker = Socket(sockets, sam), Socket(sockets, ana)
        there = Socket(other.url, mia)
        for one in (here, asker, there):
            one.emit("watch", room)
        there.emit("typing", room)
        wait_until(lambda: here.named("presence"), 10, "who is writing")
        there.emit("unwatch", room)
        wait_until(lambda: len(here.named("presence")) > 1, 10, "the end of it")
    assert [(one["name"], one["typing"]) for one in here.named("presence")] == [
        ("Mia", True),
        ("Mia", False),
    ]
    assert not asker.named("presence")

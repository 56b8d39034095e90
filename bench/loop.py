"""How long a page waits while others post, search, and one slow text is rendered."""

import contextlib
import http.cookiejar
import random
import re
import statistics
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.pages import make_thread
from tests.servers import Hearth, running_hearth

SECONDS = 8.0
BAR = 0.100  # seconds a page may wait for the loop
POST_EVERY = 1.0  # seconds between two posts of one person, who would really need a minute
SEARCH_EVERY = 0.5
WARM_UP = 4.0  # seconds: templates and statements are compiled when first used
SLOW = "[" * 20_000


class Stay(urllib.request.HTTPRedirectHandler):
    """Ends at the redirect."""

    def redirect_request(self, *rest: Any) -> None:
        return None


class Browser:
    """A person with cookies, without scripts."""

    def __init__(self, server: Hearth) -> None:
        self.server = server
        self.jar = http.cookiejar.CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(cookies)
        self.staying = urllib.request.build_opener(cookies, Stay)
        self.opener.addheaders = [("X-Forwarded-For", f"10.0.0.{random.randrange(1, 250)}")]

    def get(self, path: str) -> str:
        with self.opener.open(self.server.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, values: dict[str, str]) -> str:
        data = urllib.parse.urlencode(values).encode()
        with self.opener.open(self.server.url + path, data, timeout=30) as answer:
            return str(answer.read().decode())

    def send(self, path: str, values: dict[str, str]) -> tuple[int, str]:
        """As scripts do, which fetch what they need: status, and where a redirect leads."""
        data = urllib.parse.urlencode(values).encode()
        self.staying.addheaders = self.opener.addheaders
        try:
            with self.staying.open(self.server.url + path, data, timeout=60) as answer:
                return int(answer.status), ""
        except urllib.error.HTTPError as answer:
            with answer:
                return int(answer.code), answer.headers.get("Location", "")

    def with_session(self, value: str) -> "Browser":
        """Signed in by a cookie that was made for it."""
        host = urllib.parse.urlsplit(self.server.url).hostname or ""
        rest: dict[str, Any] = {"comment": None, "comment_url": None, "rest": {}, "port": None}
        flags = {"port_specified": False, "domain_specified": False, "path_specified": True}
        known = {"version": 0, "name": "hearth_session", "value": value, "domain": host}
        more = {"domain_initial_dot": False, "path": "/", "secure": False, "discard": True}
        self.jar.set_cookie(
            http.cookiejar.Cookie(**known, **flags, **more, **rest, expires=None)  # type: ignore
        )
        return self

    def sign_in(self, email: str) -> "Browser":
        page = self.get("/sign-in")
        token = hidden(page, "csrf_token")
        values = {"csrf_token": token, "email": email, "password": "hearth-demo", "next": "/"}
        self.post("/sign-in", values)
        return self


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def measure() -> list[tuple[str, str, str, bool | None]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_hearth(Path(folder), DEMO="1", PROXIES="1") as server,
    ):
        path = make_thread(server)
        people = ("ana", "ben", "sam", "mia")
        writers = [Browser(server).sign_in(f"{name}@example.com") for name in people]
        stop = threading.Event()
        counts = {"posts": 0, "searches": 0, "slow": 0}
        work: list[tuple[float, Callable[[], None]]] = [
            (POST_EVERY, lambda b=b, n=n: post_once(b, path, n, counts))  # type: ignore[misc]
            for n, b in enumerate(writers)
        ]
        work += [(SEARCH_EVERY, lambda: search_once(Browser(server), counts))] * 4
        slow = Browser(server).sign_in("max@example.com")
        work.append((0.05, lambda: render_slow(slow, counts)))
        threads = [threading.Thread(target=repeat, args=(w, p, stop), daemon=True) for p, w in work]
        alone = probe(server, path, 2.0)
        for thread in threads:
            thread.start()
        probe(server, path, WARM_UP)
        waits = probe(server, path, SECONDS)
        stop.set()
        for thread in threads:
            thread.join(15)
    worst, p99 = max(waits), statistics.quantiles(waits, n=100)[98]
    return [
        ("meanwhile", f"{counts}", "", None),
        ("a visitor's page alone, median", f"{statistics.median(alone) * 1000:.1f} ms", "", None),
        ("under load, median", f"{statistics.median(waits) * 1000:.1f} ms", "", None),
        ("under load, 99th percentile", f"{p99 * 1000:.0f} ms", "", None),
        ("under load, the longest", f"{worst * 1000:.0f} ms", "<= 100 ms", worst <= BAR),
    ]


def repeat(work: Callable[[], None], pause: float, stop: threading.Event) -> None:
    while not stop.wait(pause):
        with contextlib.suppress(OSError):  # a limit said no
            work()


def post_once(browser: Browser, path: str, number: int, counts: dict[str, int]) -> None:
    page = browser.get(path)
    thread = re.match(r"/t/(\d+)", path)
    assert thread
    values = {
        "csrf_token": hidden(page, "csrf_token"),
        "once": hidden(page, "once"),
        "body": f"Reply {number} at {time.time()}",
        "intent": "remark",
    }
    browser.post(f"/t/{thread[1]}/posts", values)
    counts["posts"] += 1


def search_once(browser: Browser, counts: dict[str, int]) -> None:
    browser.get("/search?q=charger+red+light")
    counts["searches"] += 1


def render_slow(browser: Browser, counts: dict[str, int]) -> None:
    token = hidden(browser.get("/settings/profile"), "csrf_token")
    browser.post("/preview", {"csrf_token": token, "body": SLOW})
    counts["slow"] += 1


def probe(server: Hearth, path: str, seconds: float) -> list[float]:
    """How long each of many requests took; the address changes, so that no cache answers."""
    browser, waits, end = Browser(server), [], time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        browser.get("/healthz")
        waits.append(time.monotonic() - begun)
        time.sleep(0.01)
    return waits

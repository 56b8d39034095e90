"""Processor time of a signed-in thread page against that of a constant Flask view, in process."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config import ROOT
from tests.servers import running_hearth

CALLS = 200
ROUNDS = 5
BAR = 25.0  # times the constant view


def measure() -> list[tuple[str, str, str, bool | None]]:
    """In a process of its own, since the settings come from the environment."""
    with tempfile.TemporaryDirectory() as folder, running_hearth(Path(folder), DEMO="1") as server:
        server.kill()
        done = subprocess.run(
            [sys.executable, "-m", "bench.signed_in"],
            cwd=ROOT,
            env=server.env,
            capture_output=True,
            text=True,
            check=True,
        )
    constant, page = map(float, done.stdout.strip().splitlines()[-1].split())
    ratio = page / constant
    return [
        ("constant Flask view", f"{constant * 1000:.3f} ms", "", None),
        ("signed-in thread page, 20 posts", f"{page * 1000:.2f} ms", "", None),
        ("ratio", f"{ratio:.1f}", f"<= {BAR:.0f}", ratio <= BAR),
    ]


def main() -> None:
    from bench import constant, world
    from community import create_app
    from community.accounts import sessions
    from community.accounts.models import User
    from community.extensions import db, writing

    app = create_app()
    with app.app_context():
        path = world.make_thread(20, 90).path
        user = db.session.query(User).filter_by(username="ben").one()
        with app.test_request_context():
            with writing():
                sessions.begin(user)
            from flask import session

            key = session[sessions.COOKIE_KEY]
    client = app.test_client()
    with client.session_transaction() as kept:
        kept[sessions.COOKIE_KEY] = key
    cookie = client.get_cookie("hearth_session")
    assert cookie
    browser, visitor = Browser(f"hearth_session={cookie.value}"), Browser()
    print(*seconds(lambda: visitor.get(constant.app, "/"), lambda: browser.get(app, path)))


class Browser:
    """Keeps the cookie it is given: the first answer puts a token into the session, after it
    there is nothing left to set."""

    def __init__(self, cookie: str = "") -> None:
        self.cookie = cookie

    def get(self, app: Any, path: str) -> None:
        heard: list[Any] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "5000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_COOKIE": self.cookie,
            "wsgi.url_scheme": "http",
            "wsgi.input": sys.stdin.buffer,
            "wsgi.errors": sys.stderr,
        }
        body = app.wsgi_app(environ, lambda status, headers, *rest: heard.extend((status, headers)))
        b"".join(body)
        if hasattr(body, "close"):
            body.close()
        status, headers = heard
        assert status.startswith("200"), status
        for name, value in headers:
            if name == "Set-Cookie":
                self.cookie = value.partition(";")[0]


def seconds(*works: Callable[[], None]) -> list[float]:
    """Processor time of one call of each: the median of several rounds, taken in turns, so that
    a busy moment of the machine hits all of them."""
    found: list[list[float]] = [[] for _work in works]
    for round_ in range(-1, ROUNDS):
        for times, work in zip(found, works, strict=True):
            begun = time.process_time()
            for _call in range(CALLS):
                work()
            if round_ >= 0:  # the first one warms up
                times.append((time.process_time() - begun) / CALLS)
    return [statistics.median(times) for times in found]


if __name__ == "__main__":
    main()

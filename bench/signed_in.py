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
    header = f"hearth_session={cookie.value}"
    print(seconds(lambda: call(constant.app, "/", "")), seconds(lambda: call(app, path, header)))


def call(app: Any, path: str, cookie: str) -> None:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "5000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_COOKIE": cookie,
        "wsgi.url_scheme": "http",
        "wsgi.input": sys.stdin.buffer,
        "wsgi.errors": sys.stderr,
    }
    answers: list[str] = []
    body = app.wsgi_app(environ, lambda status, headers, *rest: answers.append(status))
    b"".join(body)
    if hasattr(body, "close"):
        body.close()
    assert answers[0].startswith("200"), answers


def seconds(work: Callable[[], None]) -> float:
    """Processor time of one call: the median of several rounds."""
    for _warm in range(20):
        work()
    found = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        for _call in range(CALLS):
            work()
        found.append((time.process_time() - begun) / CALLS)
    return statistics.median(found)


if __name__ == "__main__":
    main()

"""The server as operators meet it: starts, answers, stops, and tells when it cannot work."""

import http.client
import re
import socket
import sqlite3
import subprocess
import sys
import time

import pytest

from config import ROOT
from tests.servers import Hearth, free_port, gunicorn, running_hearth, wait_until

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    with running_hearth(tmp_path_factory.mktemp("serving")) as running:
        yield running


def fetch(server: Hearth, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_it_is_alive_and_ready(server: Hearth):
    assert fetch(server, "/healthz") == (200, "ok\n")
    status, body = fetch(server, "/readyz")
    assert (status, '"ready":true' in body) == (200, True)


def test_figures_are_for_neighbours(server: Hearth):
    status, body = fetch(server, "/metrics")
    assert status == 200
    assert "hearth_page_cache_hits_total" in body
    assert fetch(server, "/metrics", X_Forwarded_For="127.0.0.1")[0] == 404


def test_answers_are_not_held_back_by_delayed_acknowledgements(server: Hearth):
    """Without TCP_NODELAY each answer on a kept connection waits 40 ms."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    began = time.monotonic()
    for _ in range(50):
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    assert time.monotonic() - began < 1.0


def test_it_names_the_part_that_fails(start_hearth):
    server = start_hearth()
    with sqlite3.connect(server.var_dir / "hearth.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'an older one'")
    status, body = fetch(server, "/readyz")
    assert status == 503
    assert '"failed":["migrations"]' in body
    assert fetch(server, "/healthz")[0] == 200


def test_it_stops_when_asked_and_frees_its_port(start_hearth):
    server = start_hearth()
    idle = socket.create_connection(("127.0.0.1", server.port))
    assert server.stop() == 0
    idle.close()
    assert "Traceback" not in server.log
    server.start()


def test_a_taken_port_is_explained(server: Hearth):
    done = subprocess.run(
        [sys.executable, "-m", "flask", "serve"],
        cwd=ROOT,
        env=server.env,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert f"Port {server.port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_listens_on_loopback_only(server: Hearth):
    out = subprocess.run(
        [sys.executable, "-m", "flask", "serve"],
        cwd=ROOT,
        env=server.env | {"DEMO": "1", "HOST": "0.0.0.0", "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert out.returncode == 1
    assert "loopback" in out.stderr
    assert "Traceback" not in out.stderr


def test_gunicorn_serves_the_same_application(tmp_path):
    with running_hearth(tmp_path, command=gunicorn) as server:
        assert fetch(server, "/readyz")[0] == 200
        assert server.stop() == 0


def test_everything_lies_under_the_path(start_hearth):
    server = start_hearth(path="/community")
    assert fetch(server, "/community/healthz")[0] == 200
    assert fetch(server, "/news")[0] == 404
    status, front = fetch(server, "/community/")
    assert status == 200
    inside = re.findall(r'(?:href|src|action|formaction)="(/[^"]*)"', front)
    assert inside
    assert [link for link in inside if not link.startswith("/community/")] == []
    for link in {link for link in inside if "/static/" in link}:
        assert fetch(server, link.partition("#")[0])[0] == 200


def banners(server: Hearth, times: int = 12) -> list[bool]:
    """Whether the outage stands on the front page, asked on new connections: any worker."""
    return ["Login is down" in fetch(server, "/")[1] for _ in range(times)]


@pytest.mark.parametrize("through", ["the file", "Redis"])
@pytest.mark.redis
def test_an_outage_told_by_command_is_on_every_workers_pages_at_once(tmp_path, request, through):
    redis = request.getfixturevalue("redis_server") if through == "Redis" else ""
    with running_hearth(tmp_path, command=gunicorn, REDIS_URL=redis) as server:
        assert not any(banners(server))  # now every worker keeps the page
        server.flask("incident", "open", "Login is down", "--body", "We are on it.")
        time.sleep(0.1)
        assert all(banners(server))


@pytest.mark.postgres
def test_it_runs_on_postgresql(start_hearth, postgres: str):
    server = start_hearth(DATABASE_URL=postgres)
    assert fetch(server, "/readyz")[0] == 200


@pytest.mark.redis
def test_processes_hear_each_other_through_redis(tmp_path, redis_server: str):
    from flask import Flask

    from community import caching
    from config import Settings

    def process() -> Flask:
        app = Flask("process")
        app.config["SETTINGS"] = Settings(
            secret_key="x" * 40, var_dir=tmp_path, redis_url=redis_server
        )
        caching.init_app(app)
        return app

    here, there = process(), process()
    caching.teller_of(there).listen()
    fresh = caching.freshness_of(there)
    wait_until(lambda: fresh.moment, what="hearing that it listens")
    begun = fresh.moment
    with here.app_context():
        caching.touch("thread:1")
    wait_until(lambda: not fresh.unchanged_since(begun, ["thread:1"]), 0.1, "the message")


def test_mails_arrive_at_a_real_server(smtp):
    import smtplib

    host, port = smtp.url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as client:
        client.sendmail("a@example.com", ["b@example.com"], "Subject: Hello\n\nYou")
    assert smtp.letters[0]["Subject"] == "Hello"


@pytest.mark.browser
def test_a_browser_is_there(server: Hearth, person):
    page = person()
    page.goto(f"{server.url}/healthz")
    assert page.inner_text("body").strip() == "ok"


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/news", "/status", "/nothing-here"])
def test_no_page_breaks_its_own_content_policy(server: Hearth, person, path: str):
    page, said, asked = person(), [], []
    page.on("console", lambda line: said.append(line.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.url}{path}")
    page.wait_for_timeout(300)
    assert [text for text in said if "Content Security Policy" in text] == []
    assert [url for url in asked if not url.startswith((server.url, "data:"))] == []

"""Messages between processes: each hears the others within 100 ms, through the shared file."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask

from community import caching
from community.caching.telling import hearers
from community.extensions import db, writing
from config import ROOT, Settings


def process(var: Path) -> Flask:
    """What two processes of one house have: their own state and the same VAR_DIR."""
    app = Flask("process")
    app.config["SETTINGS"] = Settings(secret_key="x" * 40, var_dir=var)
    caching.init_app(app)
    return app


@pytest.fixture
def heard():
    messages: list[tuple[float, dict]] = []
    caching.when_told("test_news")(lambda message: messages.append((time.monotonic(), message)))
    yield messages
    del hearers["test_news"]


def wait_for(condition, seconds: float = 2.0) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    assert condition()


def test_a_message_reaches_each_process_once_within_a_tenth_of_a_second(tmp_path, heard):
    here, there = process(tmp_path), process(tmp_path)
    for app in (here, there):
        caching.teller_of(app).listen()
    time.sleep(0.3)
    sent = time.monotonic()
    with here.app_context():
        caching.tell_all({"kind": "test_news", "id": 7})
    wait_for(lambda: len(heard) == 2)
    time.sleep(0.15)
    assert [message["id"] for _, message in heard] == [7, 7]
    assert heard[1][0] - sent < 0.1


def test_a_touch_by_a_command_reaches_the_server(tmp_path):
    server = process(tmp_path)
    caching.teller_of(server).listen()
    time.sleep(0.3)
    begun = caching.freshness_of(server).moment
    command = (
        "from tests.caching.test_telling import process, caching\n"
        "import sys; from pathlib import Path\n"
        "app = process(Path(sys.argv[1]))\n"
        "with app.app_context(): caching.touch('thread:9')"
    )
    subprocess.run([sys.executable, "-c", command, str(tmp_path)], cwd=ROOT, check=True)
    wait_for(lambda: not caching.freshness_of(server).unchanged_since(begun, ["thread:9"]))
    assert caching.freshness_of(server).unchanged_since(begun, ["thread:8"])


def test_a_touch_waits_for_the_commit(app: Flask):
    fresh = caching.freshness_of(app)
    begun = fresh.moment
    with writing():
        caching.touch("thread:1")
        with db.session.begin_nested():
            pass
        assert fresh.unchanged_since(begun, ["thread:1"])
    assert not fresh.unchanged_since(begun, ["thread:1"])


def test_a_touch_vanishes_with_a_rollback(app: Flask):
    fresh = caching.freshness_of(app)
    begun = fresh.moment
    with pytest.raises(ZeroDivisionError), writing():
        caching.touch("thread:1")
        raise ZeroDivisionError
    with writing():
        pass
    assert fresh.unchanged_since(begun, ["thread:1"])


def test_a_hearer_that_fails_stops_no_other(tmp_path, heard):
    hearers["test_news"].insert(0, lambda message: 1 / 0)
    app = process(tmp_path)
    with app.app_context():
        caching.tell_all({"kind": "test_news"})
    assert len(heard) == 1

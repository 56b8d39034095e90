"""Hearth: the customer community that a company hosts itself.

The libraries are imported inside the functions, so that a helper process may use
`community.markup` without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

__version__ = "0.1.0"

#: from the lowest floor up; a room is its init_app
ROOMS = (
    "outbox",
    "journal",
    "attachments",
    "accounts",
    "forum",
    "status",
    "news",
    "search",
    "desk",
    "realtime",
    "notifications",
    "imports",
    "insights",
    "home",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Ground first, then every room from the lowest floor up."""
    from importlib import import_module

    from community import caching, commands, errors, forms, keeping, panels, ratelimit
    from community.answering import HearthFlask
    from config import ROOT, Settings

    settings = settings or Settings.from_env()
    app = HearthFlask(
        "community", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    check_languages(settings)
    configure(app, settings)
    bind_libraries(app, settings)
    for ground in (errors, forms, keeping, panels, ratelimit, caching):
        ground.init_app(app)
    for room in ROOMS:
        import_module(f"community.{room}").init_app(app)
    commands.init_app(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    from datetime import timedelta

    from community import logs
    from config import ROOT

    logs.configure(settings.log_format)
    secure = settings.public_url.startswith("https:")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=settings.request_limit,
        MAX_FORM_MEMORY_SIZE=100_000 + 24 * settings.post_limit,  # a post, twice, all escaped
        MAX_FORM_PARTS=200,
        APPLICATION_ROOT=settings.root_path or "/",
        SESSION_COOKIE_NAME="hearth_session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_PATH=(settings.root_path or "") + "/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as the session it belongs to
        WTF_CSRF_SSL_STRICT=False,  # Referrer-Policy may hide what this check wants to see
        BABEL_DEFAULT_TIMEZONE=settings.time_zone,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        JSON_SORT_KEYS=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(settings=settings)


def _engine_options(settings: Settings) -> dict[str, object]:
    if settings.is_sqlite:
        return {"pool_size": 20, "max_overflow": 80, "pool_timeout": 30}
    return {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}


def bind_libraries(app: Flask, settings: Settings) -> None:
    from functools import cache

    from babel import Locale

    from community import extensions
    from config import ROOT

    settings.var_dir.mkdir(parents=True, exist_ok=True)
    extensions.db.init_app(app)
    with app.app_context():
        if extensions.is_sqlite():
            extensions.prepare_sqlite(extensions.db.engine)
    extensions.migrate.init_app(app, extensions.db, directory=str(ROOT / "migrations"))
    extensions.login.init_app(app, add_context_processor=False)  # templates ask me()
    extensions.csrf.init_app(app)
    parsed = cache(Locale.parse)  # Flask-Babel would read the name at each request
    extensions.babel.init_app(app, locale_selector=lambda: parsed(chosen_language(settings)))


def check_languages(settings: Settings) -> None:
    from babel import Locale, UnknownLocaleError

    from config import BadSettings

    for language in settings.languages:
        try:
            Locale.parse(language)
        except (UnknownLocaleError, ValueError):
            raise BadSettings(f"LANGUAGES: {language!r} is no language, en or pt_BR is.") from None


def chosen_language(settings: Settings) -> str:
    """The language of this answer, by what the browser wants; it is part of the page's key."""
    from flask import request

    if not request or len(settings.languages) == 1:
        return settings.languages[0]
    best = request.accept_languages.best_match(settings.languages)
    return best or settings.languages[0]

"""The order in which a request passes what stands before Flask (and before Socket.IO)."""

from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from community.caching import freshness_of, teller_of
from community.home.page_cache import PageCache
from community.home.pages import Pages
from community.home.paths import UnderPath
from community.home.static_files import StaticFiles


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    freshness = freshness_of(app)
    cache = PageCache(
        app.wsgi_app,
        pages=Pages(freshness, settings.page_cache_mb * 1_000_000),
        freshness=freshness,
        teller=teller_of(app),
        languages=settings.languages,
        personal_cookies=(
            app.config["SESSION_COOKIE_NAME"],
            app.config.get("REMEMBER_COOKIE_NAME", "remember_token"),
        ),
    )
    app.extensions["page_cache"] = cache
    door: Any = StaticFiles(cache, Path(app.static_folder or "static"))
    if settings.root_path:
        door = UnderPath(door, settings.root_path)
    if settings.proxies:
        hops = settings.proxies  # never believed unasked: anyone can send X-Forwarded-For
        door = ProxyFix(door, x_for=hops, x_proto=hops, x_host=hops, x_port=0, x_prefix=0)
    app.wsgi_app = door  # type: ignore[method-assign]


def page_cache_of(app: Flask) -> PageCache:
    found: PageCache = app.extensions["page_cache"]
    return found

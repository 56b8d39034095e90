"""Components, incidents and their updates, the status page and the banner of a running outage."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.status import banners, commands, feeds, handlers, staff_views, v2, views  # noqa: F401

    views.init_app(app)
    staff_views.init_app(app)
    banners.init_app(app)
    feeds.init_app(app)
    v2.init_app(app)
    commands.init_app(app)

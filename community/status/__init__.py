"""Components, incidents and their updates, the status page and the banner of a running outage."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.status import banners, commands, staff_views, views

    views.init_app(app)
    staff_views.init_app(app)
    banners.init_app(app)
    commands.init_app(app)

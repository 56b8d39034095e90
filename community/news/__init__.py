"""Announcements: product news with a start, an end, a banner and a place in the archive."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.news import banners, commands, handlers, staff_views, views  # noqa: F401

    views.init_app(app)
    staff_views.init_app(app)
    banners.init_app(app)
    commands.init_app(app)

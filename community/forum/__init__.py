"""Categories, threads, posts, answers, votes, following, reading, and the support state."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.forum import handlers, staff_views, views

    views.init_app(app)
    staff_views.init_app(app)
    handlers.init_app(app)

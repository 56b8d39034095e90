"""The hours in which somebody works, as a page: for all of us, and for a category of its own."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.desk.hours import models, views  # noqa: F401

    views.init_app(app)

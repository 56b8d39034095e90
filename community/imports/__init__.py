"""Communities from elsewhere: adapters, repeatable runs, old addresses, claimed accounts."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.imports import commands, views

    views.init_app(app)
    commands.init_app(app)

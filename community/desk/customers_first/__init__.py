"""Where customers have earned it, a question is theirs first (CARE, "When staff hold back")."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.desk.customers_first import handlers, models, views  # noqa: F401

    views.init_app(app)

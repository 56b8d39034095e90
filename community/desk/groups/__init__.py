"""Groups of staff: who belongs to them, who leads them, which categories they look after."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.desk.groups import handlers, models, views  # noqa: F401

    views.init_app(app)

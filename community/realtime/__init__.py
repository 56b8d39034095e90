"""Who may join which room, and events turned into pushes of the partials that pages use."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.realtime import catching_up, handlers, serving, sockets, views  # noqa: F401

    serving.init_app(app)
    views.init_app(app)

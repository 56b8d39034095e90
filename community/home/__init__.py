"""The front door: what stands between the server and Flask, health, and the pages that compose
the rooms below."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.home import delivery, health, security_headers

    security_headers.init_app(app)
    health.init_app(app)
    delivery.init_app(app)

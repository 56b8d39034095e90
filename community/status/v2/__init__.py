"""The status page in the words and shape of the Statuspage API v2, which many clients read."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.status.v2 import views

    views.init_app(app)

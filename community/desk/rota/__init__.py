"""The rota: who of us is on duty when, who is on call, and how much one person takes on."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.desk.rota import models, views  # noqa: F401

    views.init_app(app)

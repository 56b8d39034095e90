"""Say in the company's chat what is new, due soon or late."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.desk.chat import (
        handlers,  # noqa: F401
        models,  # noqa: F401
        views,
    )

    views.init_app(app)

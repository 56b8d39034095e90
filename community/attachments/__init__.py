"""Uploads: pictures checked by what they are, made anew, and stored by their hash."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.attachments import models  # noqa: F401 (its table)

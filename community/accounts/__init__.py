"""People and their organisations: sign-up, sign-in, sessions, profile, roles, suspension."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.accounts import sessions

    sessions.init_app(app)

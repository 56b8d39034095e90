"""Categories, threads, posts, answers, votes, following, reading, and the support state."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.forum import acts, handlers, models  # noqa: F401 (tables and reactions)

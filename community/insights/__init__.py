"""What the work is worth: figures from stored facts, each with the list behind it."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.insights import (
        counting,
        export_views,
        models,  # noqa: F401
        views,
        words,
    )
    from community.outbox.working import starters

    if counting.begin not in starters:
        starters.append(counting.begin)
    words.init_app(app)
    views.init_app(app)
    export_views.init_app(app)

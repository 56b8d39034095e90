"""Suspected outages: a burst of questions, votes, taps and searches about one thing."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.desk import sources
    from community.desk.suspecting import (
        forgetting,  # noqa: F401
        handlers,  # noqa: F401
        items,
        models,  # noqa: F401
        staff_views,
        views,
    )

    sources.add(items.SOURCE)
    staff_views.init_app(app)
    views.init_app(app)
    app.jinja_env.globals["suspected_reason"] = items.why

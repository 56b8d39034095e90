"""Hand a thread over to a help desk or tracker, and hear what becomes of it."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.desk import sources
    from community.desk.handing_over import (
        coming_back,
        destination_views,
        handlers,  # noqa: F401
        hook_views,
        models,  # noqa: F401
        slots,
        views,
    )

    sources.add(coming_back.SOURCE)
    views.init_app(app)
    destination_views.init_app(app)
    hook_views.init_app(app)
    slots.init_app(app)

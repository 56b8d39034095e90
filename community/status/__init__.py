"""Components, incidents, planned work and their updates, the status page and its banner."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.status import (
        arranging_views,
        badges,
        banners,
        commands,
        feeds,
        handlers,  # noqa: F401 (listens)
        planning_views,
        snapshot,
        staff_views,
        v2,
        views,
        wording_views,
    )

    for part in (
        views,
        staff_views,
        planning_views,
        arranging_views,
        wording_views,
        badges,
        feeds,
        v2,
        snapshot,
        banners,
        commands,
    ):
        part.init_app(app)

"""The front door: what stands between the server and Flask, health, the face that all templates
share, and the pages that compose the rooms below."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.home import (
        assets,
        blueprint,
        brand_views,
        components,
        delivery,
        face,
        health,
        security_headers,
    )

    security_headers.init_app(app)
    health.init_app(app)
    assets.init_app(app)
    face.init_app(app)
    components.init_app(app)
    brand_views.init_app(app)
    blueprint.init_app(app)
    delivery.init_app(app)

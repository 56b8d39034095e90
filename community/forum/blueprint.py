"""The forum's blueprint, and the order in which its views are attached to it."""

from flask import Blueprint, Flask

pages = Blueprint("forum", __name__)


def init_app(app: Flask) -> None:
    from community.forum import feed_views, views  # noqa: F401 (they add routes)

    app.register_blueprint(pages)

"""The forum's blueprint, and the order in which its views are attached to it."""

from flask import Blueprint, Flask

pages = Blueprint("forum", __name__)


def init_app(app: Flask) -> None:
    from community.forum import (  # noqa: F401 (they add routes)
        acting_views,
        asker_views,
        asking_views,
        composing_views,
        feed_views,
        linking_views,
        reply_views,
        staff_views,
        upload_views,
        views,
    )

    app.register_blueprint(pages)

"""The blueprint of the pages that compose the rooms below."""

from flask import Blueprint, Flask

pages = Blueprint("home", __name__)


def init_app(app: Flask) -> None:
    from community.home import views  # noqa: F401 (adds routes)

    app.register_blueprint(pages)

"""/brand.css: the company's colour as a style sheet, since our policy forbids inline style."""

from hashlib import sha256

from flask import Blueprint, Flask, Response, current_app

from community.guards import allow, everyone
from community.home.brand import DEFAULT, stylesheet

pages = Blueprint("brand", __name__)


@pages.get("/brand.css")
@allow(everyone)
def show_colours() -> Response:
    css = stylesheet(current_app.config["SETTINGS"].brand_color)
    response = Response(css, mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    address = ""
    if settings.brand_color.lower() != DEFAULT:
        version = sha256(stylesheet(settings.brand_color).encode()).hexdigest()[:10]
        address = f"{settings.root_path}/brand.css?v={version}"
    app.register_blueprint(pages)
    app.jinja_env.globals["brand_css"] = lambda: address

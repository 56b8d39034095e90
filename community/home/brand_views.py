"""/brand.css: the company's colour as a style sheet, since our policy forbids inline style."""

from hashlib import sha256

from flask import Blueprint, Flask, Response, current_app

from community.guards import allow, everyone
from community.home.brand import DEFAULT, dark_shades, is_colour, light_shades, stylesheet
from config import BadSettings

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
    if not is_colour(settings.brand_color):
        raise BadSettings(f"BRAND_COLOR must look like #1d9bf0, not {settings.brand_color!r}.")
    address = ""
    if settings.brand_color.lower() != DEFAULT:
        version = sha256(stylesheet(settings.brand_color).encode()).hexdigest()[:10]
        address = f"{settings.root_path}/brand.css?v={version}"
    app.register_blueprint(pages)
    light, dark = light_shades(settings.brand_color), dark_shades(settings.brand_color)
    app.jinja_env.globals.update(brand_css=lambda: address, brand_light=light, brand_dark=dark)

"""The history as feeds, under the addresses that readers of other status pages know."""

from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, render_template

from community import guards
from community.caching import cached_for_visitors
from community.extensions import db
from community.status import queries
from community.status.models import OVER

LISTED = 25  # incidents, as many as the original's feed has
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

bp = Blueprint("status_feeds", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.filters["mail_date"] = format_datetime


@bp.get("/status/history.atom")
@bp.get("/history.atom")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def atom() -> Response:
    return _feed("status/history.atom.xml", "application/atom+xml")


@bp.get("/status/history.rss")
@bp.get("/history.rss")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def rss() -> Response:
    return _feed("status/history.rss.xml", "application/rss+xml")


def _feed(template: str, mimetype: str) -> Response:
    rows = db.session.scalars(queries.newest_first(queries.whole()).limit(LISTED)).all()
    settings = current_app.config["SETTINGS"]
    xml = render_template(
        template,
        incidents=rows,
        over=OVER,
        host=urlsplit(settings.public_url).hostname,
        updated=max((row.updated_at for row in rows), default=EPOCH),
    )
    response = Response(xml, mimetype=mimetype)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response

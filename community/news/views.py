"""The archive of news, one announcement, and the feed: for everybody."""

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from community import guards
from community.caching import cached_for_visitors
from community.extensions import db
from community.news import queries
from community.news.models import Announcement
from community.pagination import keyset

bp = Blueprint("news", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/news")
@guards.allow(guards.everyone)
@cached_for_visitors(["news"])
def show_archive() -> str:
    keys = [("published_at", Announcement.published_at), ("id", Announcement.id)]
    page = keyset(queries.rows(), keys, request.args.get("after"))
    return render_template("news/archive.html", page=page)


@bp.get("/news/<int:announcement_id>")
@bp.get("/news/<int:announcement_id>-<path:slug>")
@guards.allow(guards.everyone)
@cached_for_visitors(["news"])
def show_announcement(announcement_id: int, slug: str = "") -> str | AnyResponse:
    row = db.session.execute(
        queries.rows().add_columns(Announcement.html).where(Announcement.id == announcement_id)
    ).first()
    if row is None:
        abort(404)
    if row.slug != slug:
        wanted = f"/news/{row.id}-{row.slug}" if row.slug else f"/news/{row.id}"
        return redirect(request.script_root + wanted, 302)
    return render_template("news/announcement.html", announcement=row)


@bp.get("/news.atom")
@guards.allow(guards.everyone)
@cached_for_visitors(["news"])
def feed() -> Response:
    rows = db.session.execute(
        queries.rows()
        .add_columns(Announcement.html)
        .order_by(Announcement.published_at.desc(), Announcement.id.desc())
        .limit(25)
    ).all()
    xml = render_template("news/feed.xml", announcements=rows)
    return Response(xml, mimetype="application/atom+xml")

"""Marketing writes, schedules and withdraws announcements."""

from flask import Flask, abort, current_app, render_template
from werkzeug.wrappers import Response

from community import guards, offload
from community.answering import see_other
from community.extensions import db, writing
from community.forms import refuse
from community.forum.naming import slug_of
from community.news import announcing, queries
from community.news.forms import AnnouncementForm
from community.news.models import Announcement

bp = guards.guarded_blueprint("news_staff", __name__, guards.marketing_only)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/news/new")
def new_announcement() -> str:
    return render_template(
        "news/new.html", form=AnnouncementForm(), waiting=db.session.execute(queries.waiting())
    )


@bp.post("/news")
def announce() -> Response | tuple[str, int]:
    form = AnnouncementForm()
    if not form.validate_on_submit():
        return refuse("news/new.html", form, waiting=db.session.execute(queries.waiting()).all())
    db.session.rollback()
    body = offload.render(form.body.data, root=current_app.config["SETTINGS"].root_path)
    with writing():
        row = announcing.announce(
            form.title.data,
            slug_of(form.title.data),
            form.body.data,
            body,
            guards.me(),
            form.starts_at,
            form.banner_until(),
            form.once.data,
        )
        path = row.path if row.published_at else "/news/new"
    return see_other(path)


@bp.delete("/news/<int:announcement_id>")
def withdraw(announcement_id: int) -> Response:
    row = db.session.get(Announcement, announcement_id)
    if row is None:
        abort(404)
    with writing():
        announcing.withdraw(row, guards.me())
    return see_other("/news")

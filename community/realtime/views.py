"""What a push was too small to carry: one post as the page shows it."""

from flask import Blueprint, Flask, abort
from markupsafe import Markup

from community import guards
from community.accounts.readers import reader_of
from community.forum.post_rows import post_html, post_row

bp = Blueprint("realtime", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/posts/<int:post_id>/partial")
@guards.allow(guards.everyone)
def show_post(post_id: int) -> Markup:
    row = post_row(reader_of(guards.me()), post_id)
    return post_html(row) if row else abort(404)

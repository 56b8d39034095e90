"""Old addresses lead to where things are now; an imported account is claimed."""

from flask import Blueprint, Flask, abort, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from werkzeug.wrappers import Response

from community import guards
from community.accounts import one_time, sessions
from community.accounts.models import User
from community.accounts.readers import reader_of
from community.answering import see_other
from community.extensions import db, writing
from community.forum.models import Post, Thread, post_path, thread_path
from community.forum.queries import posts_visible_to, visible_to
from community.imports import claiming
from community.imports.models import ExternalId

bp = Blueprint("imports", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/from/<source>/questions/<external_id>")
@bp.get("/from/<source>/questions/<external_id>/<path:slug>")
@bp.get("/from/<source>/q/<external_id>")
@guards.allow(guards.everyone)
def old_question(source: str, external_id: str, slug: str = "") -> Response:
    row = db.session.execute(
        select(Thread.id, Thread.slug)
        .join(ExternalId, ExternalId.local_id == Thread.id)
        .where(*_named(source, "thread", external_id), visible_to(reader_of(guards.me())))
    ).first()
    if row is None:
        abort(404)
    return _for_good(thread_path(row.id, row.slug))


@bp.get("/from/<source>/a/<external_id>")
@guards.allow(guards.everyone)
def old_answer(source: str, external_id: str) -> Response:
    row = db.session.execute(
        select(Thread.id, Thread.slug, Post.number)
        .join(Post, Post.thread_id == Thread.id)
        .join(ExternalId, ExternalId.local_id == Post.id)
        .where(*_named(source, "post", external_id), posts_visible_to(reader_of(guards.me())))
    ).first()
    if row is None:
        abort(404)
    return _for_good(post_path(row.id, row.slug, row.number))


def _named(source: str, kind: str, external_id: str) -> list[ColumnElement[bool]]:
    return [
        ExternalId.source == source,
        ExternalId.kind == kind,
        ExternalId.external_id == external_id,
    ]


def _for_good(path: str) -> Response:
    return redirect(request.script_root + path, 301)


@bp.get("/claim/<key>")
@guards.allow(guards.everyone)
def show_claim(key: str) -> str:
    row = one_time.peek(claiming.PURPOSE, key)
    user = db.session.get(User, row.user_id) if row else None
    if row is None or user is None:
        abort(410)
    return render_template(
        "components/confirm.html",
        heading=_("Is this your account?"),
        text=_(
            "%(name)s came here from %(source)s. It becomes yours, with the address %(email)s.",
            name=user.name,
            source=user.imported_from,
            email=row.email,
        ),
        path=f"/claim/{key}",
        label=_("Yes, this is me"),
    )


@bp.post("/claim/<key>")
@guards.allow(guards.everyone)
def claim(key: str) -> Response:
    with writing():
        user = claiming.claim(key)
        if user is None:
            abort(410)
        sessions.begin(user, request.user_agent.string)
    return see_other("/settings/profile")

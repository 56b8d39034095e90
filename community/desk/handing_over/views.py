"""Hand a thread over to a help desk, send it again, let go of it: for staff."""

from typing import Any

from flask import Blueprint, Flask, abort, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from community.answering import see_other
from community.desk.handing_over import destinations, handing
from community.desk.handing_over.forms import PassOnForm
from community.desk.handing_over.models import Destination, HandOver
from community.extensions import db, writing
from community.forms import refuse
from community.forum.loading import with_thread
from community.forum.models import Post, Thread
from community.forum.posting import Refused, reply
from community.forum.queries import standing
from community.forum.rendering import rendered
from community.guards import guarded_blueprint, me, staff_only
from community.markup import Rendered

pages = Blueprint("handing_over", __name__)  # whoever may not see the thread gets 404
bp = guarded_blueprint("hand_overs", __name__, staff_only)
CHOICES = 200  # posts that can be chosen alone


def init_app(app: Flask) -> None:
    app.register_blueprint(pages)
    app.register_blueprint(bp)


def may_pass_on(user: Any, thread: Thread) -> bool:
    return staff_only(user)


@pages.get("/t/<int:thread_id>/hand-overs")
@with_thread(may_pass_on)
def show_pass_on(thread: Thread) -> str:
    form = _form(thread, post=request.args.get("post", ""), word=_usual_word())
    return render_template("desk/handing_over/pass_on.html", **_shown(thread), form=form)


@pages.post("/t/<int:thread_id>/hand-overs")
@with_thread(may_pass_on)
def pass_on(thread: Thread) -> Any:
    form = _form(thread)
    if not form.validate():
        return refuse("desk/handing_over/pass_on.html", form, **_shown(thread))
    body = rendered(form.word.data) if form.promised else None
    try:
        with writing():
            _hand_over(thread, form, body)
    except Refused:  # closed or answered while this was written
        form.word.errors = [_("This cannot be posted here any more.")]
        return refuse("desk/handing_over/pass_on.html", form, **_shown(thread))
    flash(_("Handed over. The box beside the thread says what becomes of it."))
    return see_other(thread.path)


def _hand_over(thread: Thread, form: PassOnForm, body: Rendered | None) -> None:
    to = db.session.get_one(Destination, int(form.to.data))
    post = db.session.get(Post, int(form.post.data)) if form.post.data else None
    handing.hand_over(to, thread, me(), form.note.data or "", form.once.data, post)
    if body is not None:
        reply(
            thread,
            me(),
            form.word.data,
            body,
            intent="first_word",
            audience=thread.audience,
            next_word_by=form.promised,
            once=form.once.data,
        )


@bp.post("/hand-overs/<int:hand_over_id>/sending")
def send_again(hand_over_id: int) -> Any:
    with writing():
        one = db.session.get(HandOver, hand_over_id) or abort(404)
        handing.send_again(one, me())
        path = _path(one)
    return see_other(path)


@bp.post("/hand-overs/<int:hand_over_id>/end")
def end(hand_over_id: int) -> Any:
    with writing():
        one = db.session.get(HandOver, hand_over_id) or abort(404)
        handing.end(one, me().id)
        path = _path(one)
    return see_other(path)


def _path(one: HandOver) -> str:
    """Back to the queue the button stood in, or to the thread."""
    if request.form.get("next", "").startswith("/queue"):
        return "/queue"
    return f"/t/{one.thread_id}"


def _form(thread: Thread, **filled: Any) -> PassOnForm:
    posts = list(
        db.session.scalars(
            select(Post)
            .where(Post.thread_id == thread.id, Post.audience != "staff", standing())
            .order_by(Post.number.desc())
            .limit(CHOICES)
        )
    )
    more = {"formdata": None, "data": filled} if filled else {}
    return PassOnForm(thread, posts[::-1], list(destinations.standing()), me(), **more)


def _shown(thread: Thread) -> dict[str, Any]:
    return {"thread": thread, "destinations": destinations.standing()}


def _usual_word() -> str:
    return _("We have passed this on to our specialists. You will hear from us here.")

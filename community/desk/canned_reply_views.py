"""Canned replies beside the reply box of a thread: found while typing, put in, counted.

With scripts `<canned-replies>` asks for them and puts one where the cursor is. Without, the same
button brings the reply along to a page to choose from, and back with the text in it.
"""

from typing import Any

from flask import Blueprint, Flask, abort, render_template, request

from community.answering import see_other
from community.desk import canned_choosing, canning
from community.desk.canned_filling import fill
from community.desk.canned_models import CannedReply
from community.extensions import db, writing
from community.forms import clean_line, clean_text
from community.forum import policy
from community.forum.loading import with_thread
from community.forum.models import Thread
from community.forum.replying import reply_box
from community.guards import me, staff_only

bp = Blueprint("canned_reply", __name__)
KEPT = ("audience", "intent", "reply_to", "next_word_by", "once", "seen")  # of the reply form


def may_reply_for_us(user: Any, thread: Thread) -> bool:
    """Staff; whoever may not see the thread gets 404 before this is asked."""
    return staff_only(user) and policy.can_reply(user, thread)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/t/<int:thread_id>/canned")
@with_thread(may_reply_for_us)
def find_canned(thread: Thread) -> str:
    """What fits the words, filled in for this thread: a fragment for the element, else a page."""
    words = clean_line(request.args.get("q", ""))[:100]
    found = _filled(thread, words)
    if "X-Fragment" in request.headers:
        return render_template("desk/_canned_options.html", found=found[: canned_choosing.SHOWN])
    return render_template(
        "desk/choose_canned.html", thread=thread, found=found, words=words, kept={}, body=""
    )


@bp.post("/t/<int:thread_id>/canned")
@with_thread(may_reply_for_us)
def choose_canned(thread: Thread) -> Any:
    """Without scripts: the reply so far comes along, to choose from and then to go on."""
    body = clean_text(request.form.get("body", ""))
    chosen = request.form.get("canned", "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        return _back_with(thread, body, int(chosen))
    words = clean_line(request.form.get("q", ""))[:100]
    kept = {name: clean_line(request.form.get(name, ""))[:100] for name in KEPT}
    found = _filled(thread, words)
    return render_template(
        "desk/choose_canned.html", thread=thread, found=found, words=words, kept=kept, body=body
    )


@bp.post("/t/<int:thread_id>/canned/<int:canned_id>/uses")
@with_thread(may_reply_for_us)
def count_canned(thread: Thread, canned_id: int) -> Any:
    _approved_or_404(canned_id)
    with writing():
        canning.count_use(canned_id, thread.id, me())
    return ("", 204) if "X-Fragment" in request.headers else see_other(thread.path)


def _back_with(thread: Thread, body: str, canned_id: int) -> str:
    """The reply box again, with the text below what was typed."""
    canned = _approved_or_404(canned_id)
    text = fill(canned.source, canned_choosing.values_for(thread, me()))
    typed: dict[str, Any] = {"body": f"{body}\n\n{text}".strip()}
    audience = request.form.get("audience", "")
    if audience in policy.audiences_for(me(), thread):
        typed["audience"] = audience
    for name in ("reply_to", "seen"):
        number = request.form.get(name, "")
        if number.isascii() and number.isdigit() and len(number) < 8:
            typed[name] = int(number)
    with writing():
        canning.count_use(canned_id, thread.id, me())
    box = reply_box(thread, me(), **typed)
    return render_template("forum/show_reply.html", thread=thread, reply=box)


def _approved_or_404(canned_id: int) -> CannedReply:
    canned = db.session.get(CannedReply, canned_id)
    if canned is None or canned.approved_at is None:
        abort(404)
    return canned


def _filled(thread: Thread, words: str) -> list[tuple[canned_choosing.Canned, str]]:
    values = canned_choosing.values_for(thread, me())
    return [(one, fill(one.source, values)) for one in canned_choosing.approved(words)]

"""The queue's pages and the claim, for staff."""

from flask import Flask, abort, flash, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from community import guards
from community.accounts.readers import reader_of
from community.answering import local_path, see_other
from community.clock import now
from community.desk import claiming, filters, held, mine, queue, slots
from community.desk.keys import KEYS
from community.desk.models import HELD, DeskClock
from community.desk.reasons import (
    coverage_words,
    moment_words,
    overnight_words,
    span_words,
    usual_words,
    why,
)
from community.desk.rota import load
from community.desk.timing import our_coverage
from community.extensions import db, writing
from community.forum.models import Thread, thread_path
from community.search.language import LIMIT, Mistake
from community.search.searching import matching


class NoLongerWaiting(NotFound):
    """Somebody answered meanwhile, or it was closed."""

    said = _l("This question does not wait for us any more.")


class NotHeldAnyMore(NotFound):
    """A colleague approved or hid it."""

    said = _l("Nothing is held here any more: a colleague looked at it.")


bp = guards.staff_blueprint("desk", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["queue_reason"] = why
    app.jinja_env.globals["held_reason"] = held.why
    app.jinja_env.globals["desk_keys"] = KEYS
    app.jinja_env.globals["coverage_words"] = coverage_words
    app.jinja_env.globals["moment_words"] = moment_words
    app.jinja_env.globals["coverage_zone"] = lambda: our_coverage().zone
    for words in (span_words, usual_words, overnight_words):
        app.jinja_env.globals[words.__name__] = words


@bp.get("/queue")
def show_queue() -> str:
    """What waits for us, in the order of work; `tab`, `q` and `after` are the address."""
    tab = request.args.get("tab", "open")
    if tab not in queue.TABS:
        abort(404)
    return _page(tab)


@bp.get("/queue/mine")
def show_mine() -> str:
    return _page("mine")


def _page(tab: str) -> str:
    user, moment = guards.me(), now()
    words = request.args.get("q", "").strip()[:LIMIT]
    hits, mistakes = _matching(words) if words else (None, [])
    page, counts = queue.page(user.id, tab, request.args.get("after"), hits), queue.counts(user.id)
    slots.remember_badge(counts.open)
    return render_template(
        "desk/mine.html" if tab == "mine" else "desk/queue.html",
        tab=tab,
        words=words,
        mistakes=mistakes,
        saved=filters.SAVED[tab],
        page=page,
        counts=counts,
        **(mine.sorted_out(page.items, user.id, moment) if tab == "mine" else {}),
    )


def _matching(words: str) -> tuple[list[int], list[Mistake]]:
    """What of the queue a query means, in no order: the queue has its own."""
    ids, said = matching(words, reader_of(guards.me()), queue.waiting_ids())
    if any(wish.key == "sort" for wish in said.wishes):
        said.explain(_("The queue has its own order: “sort:” changes nothing here."))
    return ids, said.mistakes


@bp.get("/queue/<int:thread_id>")
def show_item(thread_id: int) -> Response:
    """An item's own address leads to its thread, where the desk's box stands beside it."""
    thread = db.session.get(Thread, thread_id)
    if thread is None:
        abort(404)
    return redirect(request.script_root + thread.path, 302)


@bp.post("/queue/<int:thread_id>/claim")
def take_claim(thread_id: int) -> Response:
    _waiting_or_404(thread_id)
    with writing():
        until = claiming.take(thread_id, guards.me()).until
        over = load.load_of(guards.me().id) > load.limit_of(guards.me().id)
    if "X-Fragment" in request.headers:  # renewed while somebody works on it
        return jsonify(until=until.isoformat())
    if over:
        flash(load.say_full(guards.me().id), "warning")
    return see_other(_back(thread_id))


@bp.delete("/queue/<int:thread_id>/claim")
def release_claim(thread_id: int) -> Response:
    _waiting_or_404(thread_id)
    with writing():
        claiming.release(thread_id, guards.me())
    return see_other(_back(thread_id))


@bp.post("/queue/<int:thread_id>/held-claim")
def take_held_claim(thread_id: int) -> Response:
    """Whoever looks at what is held, so that nobody else does."""
    if not held.waits(thread_id):
        raise NotHeldAnyMore
    with writing():
        claiming.take(thread_id, guards.me(), HELD)
    return see_other(_back(thread_id))


@bp.delete("/queue/<int:thread_id>/held-claim")
def release_held_claim(thread_id: int) -> Response:
    with writing():
        claiming.release(thread_id, guards.me(), HELD)
    return see_other(_back(thread_id))


def _waiting_or_404(thread_id: int) -> None:
    if db.session.get(DeskClock, thread_id) is None:
        raise NoLongerWaiting


def _back(thread_id: int) -> str:
    """Back to the list the button stood in, or to the thread."""
    return local_path(request.form.get("next"), thread_path(thread_id, ""))

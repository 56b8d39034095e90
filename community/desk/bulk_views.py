"""Acts on several items of the queue, their results, and undo."""

from typing import Any

from flask import Flask, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.exceptions import UnprocessableEntity

from community.accounts.readers import reader_of
from community.answering import see_other
from community.desk import assigning, bulk, bulk_slices, queue, together_views
from community.desk.bulk_models import Bulk
from community.desk.groups.models import Group
from community.desk.rota import load
from community.extensions import db
from community.forms import clean_line
from community.forum.forms import read_promise
from community.forum.models import Category
from community.forum.naming import clean_tags
from community.guards import guarded_blueprint, me, staff_only
from community.search.language import LIMIT
from community.search.searching import matching

bp = guarded_blueprint("bulk", __name__, staff_only)
LARGEST = 2**31


class NothingChosen(UnprocessableEntity):
    said = _l("Choose at least one item, and what shall happen to it.")


class TooMany(UnprocessableEntity):
    said = _l("That is too much at once: at most 10,000 items.")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["bulk_categories"] = categories
    app.jinja_env.globals["bulk_receivers"] = together_views.receivers
    app.jinja_env.globals["bulk_rests"] = together_views.rests


def categories() -> list[Any]:
    """Where items may be moved."""
    rows = db.session.execute(select(Category.slug, Category.name).order_by(Category.position))
    return list(rows)


@bp.post("/queue/bulk")
def act_on_several() -> Any:
    thread_ids, wish = _chosen(), _wish()
    act = bulk.act if len(thread_ids) <= bulk.AT_ONCE else bulk_slices.begin
    row_id = act(wish, thread_ids, me())
    return see_other(f"/queue/bulk/{row_id}")


@bp.get("/queue/bulk/<int:bulk_id>")
def show_bulk(bulk_id: int) -> str:
    row = _mine(bulk_id)
    items, number = bulk_slices.told(row)
    over = row.verb == "claim" and load.load_of(me().id) > load.limit_of(me().id)
    said = load.say_full(me().id) if over else ""
    return render_template("desk/bulk.html", row=row, items=items, number=number, over=said)


@bp.delete("/queue/bulk/<int:bulk_id>")
def undo_bulk(bulk_id: int) -> Any:
    row = _mine(bulk_id)
    if row.wish is not None:
        bulk_slices.undo(row.id)
    elif row.undone_at is None:
        bulk.undo(row, me())
        flash(_("Undone where nobody changed it since."))
    return see_other(f"/queue/bulk/{bulk_id}")


def _chosen() -> list[int]:
    """The ticked ones, or everything that stands in the list they were ticked in."""
    if request.form.get("all"):
        words = request.form.get("q", "").strip()[:LIMIT]
        hits = _matching(words) if words else None
        tab = request.form.get("tab", "open")
        chosen = queue.question_ids(me().id, tab if tab in queue.TABS else "open", hits)
    else:
        texts = request.form.getlist("thread")
        numbers = {int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 11}
        chosen = sorted(n for n in numbers if 0 < n < LARGEST)
    if not chosen:
        raise NothingChosen
    if len(chosen) > bulk_slices.MOST:
        raise TooMany
    return chosen


def _matching(words: str) -> list[int]:
    """What was not understood narrows nothing, and too much would be acted on: then nothing is."""
    ids, said = matching(words, reader_of(me()), queue.waiting_ids())
    if said.mistakes:
        raise NothingChosen
    return ids


def _wish() -> bulk.Wish:
    verb, _sign, slug = request.form.get("verb", "").partition(":")
    if verb in ("assign", "snooze"):
        return _sharing(verb, slug)
    tags = clean_tags(request.form.get("tag", "")[:100])
    category = db.session.scalar(select(Category).where(Category.slug == slug[:60]))
    missing = (verb == "move" and category is None) or (verb == "tag" and not tags)
    if verb not in bulk.VERBS or missing:
        raise NothingChosen
    return bulk.Wish(verb, category, tags[0] if tags else "")


def _sharing(verb: str, value: str) -> bulk.Wish:
    """To whom, or until when."""
    note = clean_line(request.form.get("note", ""))[: assigning.NOTE_LIMIT]
    if verb == "snooze":
        until = read_promise(value[:40])
        if until is None:
            raise NothingChosen
        return bulk.Wish(verb, until=until, note=note)
    to = together_views.receiver(value)
    if to is None:
        raise NothingChosen
    if isinstance(to, Group):
        return bulk.Wish(verb, group_id=to.id, note=note)
    return bulk.Wish(verb, to_id=to.id, note=note)


def _mine(bulk_id: int) -> Bulk:
    """Only who did it sees it and takes it back."""
    row = db.session.get(Bulk, bulk_id) if bulk_id < LARGEST else None
    if row is None or row.by_id != me().id:
        abort(404)
    return row

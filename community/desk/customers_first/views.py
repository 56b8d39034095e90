"""`/queue/customers-first`: where customers may answer first, and what that was earned with."""

from typing import Any

from flask import Flask, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.exceptions import UnprocessableEntity

from community import guards, outbox
from community.answering import local_path, see_other
from community.desk.customers_first import leaving, switching
from community.desk.customers_first.models import SUBJECTS, CustomersFirst
from community.desk.events import QueueChanged
from community.desk.policy import can_lead
from community.extensions import db, writing
from community.forum.models import Category, thread_path

PATH = "/queue/customers-first"
LARGEST = 2**31
seen = guards.staff_blueprint("customers_first", __name__)
decided = guards.guarded_blueprint("customers_first_changes", __name__, can_lead)


class NoSuchSubject(UnprocessableEntity):
    said = _l("Please choose what the category is about.")


def init_app(app: Flask) -> None:
    app.register_blueprint(seen)
    app.register_blueprint(decided)


@seen.get(PATH)
def show_customers_first() -> str:
    rows = db.session.execute(
        select(Category, CustomersFirst)
        .outerjoin(CustomersFirst, CustomersFirst.category_id == Category.id)
        .order_by(Category.position, Category.id)
    ).all()
    return render_template(
        "desk/customers_first.html",
        rows=[(category, row, switching.subject_of(category, row)) for category, row in rows],
        why_not=switching.why_not,
        subjects=SUBJECTS,
        may_decide=can_lead(guards.me()),
    )


@decided.post(f"{PATH}/<int:category_id>")
def start(category_id: int) -> Any:
    try:
        with writing():
            switching.switch_on(_category(category_id), guards.me().id)
    except switching.NotEarned as reason:
        flash(str(reason), "warning")
    else:
        flash(_("On: new questions here are left to customers first."))
    return see_other(PATH)


@decided.delete(f"{PATH}/<int:category_id>")
def end(category_id: int) -> Any:
    with writing():
        switching.switch_off(_category(category_id).id, guards.me().id)
    flash(_("Off: every question here needs us at once."))
    return see_other(PATH)


@decided.post(f"{PATH}/<int:category_id>/subject")
def mark(category_id: int) -> Any:
    subject = request.form.get("subject", "")
    if subject not in SUBJECTS:
        raise NoSuchSubject
    with writing():
        switching.mark(_category(category_id), subject, guards.me().id)
    return see_other(PATH)


@seen.delete("/queue/<int:thread_id>/customers-first")
def take_over(thread_id: int) -> Any:
    """It needs us now. Pressed twice, nothing more happens."""
    with writing():
        if leaving.take_over(thread_id):
            outbox.record(QueueChanged(thread_id))
    return see_other(local_path(request.args.get("next"), thread_path(thread_id, "")))


def _category(category_id: int) -> Category:
    category = db.session.get(Category, category_id) if category_id < LARGEST else None
    return category or abort(404)

"""`/queue/canned`: staff propose canned replies, leads and moderators approve them."""

from typing import Any

from flask import Flask, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import IntegerField, ValidationError
from wtforms.widgets import HiddenInput

from community.answering import see_other
from community.desk import canned_choosing, canned_filling, canning
from community.desk.canned_models import CannedReply
from community.extensions import db, writing
from community.forms import HearthForm, Line, Lines, clean_line, refuse
from community.forum.rendering import shown_to_its_author
from community.guards import allow, guarded_blueprint, me, staff_only

bp = guarded_blueprint("canned", __name__, staff_only)
PATH = "/queue/canned"
TITLE_LIMIT, TEXT_LIMIT = 120, 10_000


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


class CannedForm(HearthForm):
    """A name to find it by, and the text."""

    title = Line(lazy_gettext("Name"), most=TITLE_LIMIT)
    source = Lines(lazy_gettext("Text"), most=TEXT_LIMIT)
    version = IntegerField(default=0, widget=HiddenInput())

    def validate_source(self, field: Lines) -> None:
        try:
            canned_filling.check(field.data or "")
        except canned_filling.Unfit as mistake:
            raise ValidationError(str(mistake)) from None


@bp.get(PATH)
def canned_replies() -> str:
    return render_template("desk/canned.html", form=CannedForm(), **_lists())


@bp.post(PATH)
def add_canned() -> Any:
    form = CannedForm()
    if form.validate() and _kept(form):
        flash(_said())
        return see_other(PATH)
    return refuse("desk/canned.html", form, **_lists())


@bp.get(f"{PATH}/<int:canned_id>")
def edit_canned(canned_id: int) -> str:
    canned = _load(canned_id)
    form = CannedForm(title=canned.title, source=canned.source, version=canned.version)
    return render_template("desk/edit_canned.html", form=form, **_shown(canned))


@bp.post(f"{PATH}/<int:canned_id>")
def change_canned(canned_id: int) -> Any:
    form = CannedForm()
    try:
        if form.validate() and _kept(form, canned_id):
            flash(_said())
            return see_other(PATH)
    except canning.ChangedMeanwhile:
        return _conflict(form, canned_id)
    return refuse("desk/edit_canned.html", form, **_shown(_load(canned_id)))


@bp.delete(f"{PATH}/<int:canned_id>")
def remove_canned(canned_id: int) -> Any:
    canned = db.session.get(CannedReply, canned_id)
    if canned and not canning.may_change(me(), canned):
        abort(403)
    with writing():
        canning.remove(canned_id, me())
    flash(_("Removed."))
    return see_other(PATH)


@bp.post(f"{PATH}/<int:canned_id>/approval")
@allow(canning.may_approve)
def approve_canned(canned_id: int) -> Any:
    _load(canned_id)
    with writing():
        canning.approve(canned_id, me())
    flash(_("Approved. It stands beside every reply box of ours now."))
    return see_other(PATH)


def _said() -> str:
    if canning.may_approve(me()):
        return _("Saved. It stands beside every reply box of ours now.")
    return _("Proposed. It can be used as soon as a lead or moderator has approved it.")


def _kept(form: CannedForm, canned_id: int | None = None) -> bool:
    title, source = form.title.data or "", form.source.data or ""
    try:
        with writing():
            if canned_id is None:
                canning.propose(title, source, me())
            else:
                canning.change(canned_id, form.version.data or 0, title, source, me())
    except canned_filling.Unfit as mistake:
        form.source.errors = [str(mistake)]
        return False
    return True


def _conflict(form: CannedForm, canned_id: int) -> Any:
    """Somebody was quicker: the own text stays in the form."""
    canned = db.session.get(CannedReply, canned_id)
    if canned is None:
        page = render_template("desk/canned.html", form=form, gone=True, **_lists())
        return page, 409
    form.version.data, form.version.raw_data = canned.version, None
    page = render_template("desk/edit_canned.html", form=form, conflict=True, **_shown(canned))
    return page, 409


def _shown(canned: CannedReply) -> dict[str, Any]:
    """The stored text as a customer would read it, rendered outside any transaction."""
    values = {
        "canned_id": canned.id,
        "title_now": canned.title,
        "source_now": canned.source,
        "approved": canned.approved_at is not None,
        "may_approve": canning.may_approve(me()),
        "may_change": canning.may_change(me(), canned),
    }
    html = shown_to_its_author(canned_choosing.example_of(canned.source)).html
    return {**values, "example": html, "variables": canned_filling.EXAMPLES}


def _lists() -> dict[str, Any]:
    words = clean_line(request.args.get("q", ""))[:100]
    return {
        "words": words,
        "may_approve": canning.may_approve(me()),
        "approved": canned_choosing.approved(words),
        "proposed": canned_choosing.proposed(),
        "variables": canned_filling.EXAMPLES,
    }


def _load(canned_id: int) -> CannedReply:
    canned = db.session.get(CannedReply, canned_id)
    if canned is None:
        abort(404)
    return canned

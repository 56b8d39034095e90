"""`/search/synonyms`: staff say which words mean the same."""

from typing import Any

from flask import Flask, abort, flash, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from wtforms import BooleanField, IntegerField, ValidationError
from wtforms.widgets import HiddenInput

from community.accounts.models import User
from community.answering import see_other
from community.extensions import db, writing
from community.forms import HearthForm, Lines, refuse
from community.guards import guarded_blueprint, me, staff_only
from community.search import synonym_editing
from community.search.synonym_editing import ChangedMeanwhile, Unfit, terms_in
from community.search.synonym_models import SynonymGroup

bp = guarded_blueprint("synonyms", __name__, staff_only)
PATH = "/search/synonyms"


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


class SynonymForm(HearthForm):
    """Words, one a line, and in which direction they count."""

    terms = Lines(lazy_gettext("Words that mean the same, one a line"), most=2_000)
    one_way = BooleanField(lazy_gettext("One way only"))
    version = IntegerField(default=0, widget=HiddenInput())

    def validate_terms(self, field: Lines) -> None:
        try:
            synonym_editing.check(terms_in(field.data or ""))
        except Unfit as mistake:
            raise ValidationError(str(mistake)) from None


@bp.get(PATH)
def synonyms() -> str:
    return render_template("search/synonyms.html", form=SynonymForm(), groups=_groups())


@bp.post(PATH)
def add_synonyms() -> Any:
    form = SynonymForm()
    if form.validate_on_submit() and _kept(form):
        flash(_("These words find each other from now on."))
        return see_other(PATH)
    return refuse("search/synonyms.html", form, groups=_groups())


@bp.get(f"{PATH}/<int:group_id>")
def edit_synonyms(group_id: int) -> str:
    group = _load(group_id)
    form = SynonymForm(terms="\n".join(group.terms), one_way=group.one_way, version=group.version)
    return render_template("search/edit_synonyms.html", form=form, group=group)


@bp.post(f"{PATH}/<int:group_id>")
def change_synonyms(group_id: int) -> Any:
    form = SynonymForm()
    try:
        if form.validate_on_submit() and _kept(form, group_id):
            flash(_("Changed. Searches follow at once."))
            return see_other(PATH)
    except ChangedMeanwhile:
        return _conflict(form, group_id)
    return refuse("search/edit_synonyms.html", form, group=_load(group_id))


@bp.delete(f"{PATH}/<int:group_id>")
def remove_synonyms(group_id: int) -> Any:
    with writing():
        synonym_editing.remove(group_id, me())
    flash(_("Removed. Searches follow at once."))
    return see_other(PATH)


def _kept(form: SynonymForm, group_id: int | None = None) -> bool:
    """Write what was typed; what does not fit beside other groups is an error of the form."""
    terms, one_way = terms_in(form.terms.data or ""), bool(form.one_way.data)
    try:
        with writing():
            if group_id is None:
                synonym_editing.add(terms, one_way, me())
            else:
                synonym_editing.change(group_id, form.version.data or 0, terms, one_way, me())
    except Unfit as mistake:
        form.terms.errors = [str(mistake)]
        return False
    return True


def _conflict(form: SynonymForm, group_id: int) -> Any:
    """Somebody was quicker: what they made of it, and the own text, still in the form."""
    group = db.session.get(SynonymGroup, group_id)
    if group is None:
        page = render_template("search/synonyms.html", form=form, groups=_groups(), gone=True)
        return page, 409
    form.version.data, form.version.raw_data = group.version, None
    page = render_template("search/edit_synonyms.html", form=form, group=group, conflict=True)
    return page, 409


def _load(group_id: int) -> SynonymGroup:
    group = db.session.get(SynonymGroup, group_id)
    if group is None:
        abort(404)
    return group


def _groups() -> list[Any]:
    """Every group with who changed it last, by its first word."""
    rows = db.session.execute(
        select(SynonymGroup, User.name).outerjoin(User, User.id == SynonymGroup.changed_by_id)
    )
    return sorted(rows, key=lambda row: row.SynonymGroup.terms[0].casefold())

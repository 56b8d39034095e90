"""`/status/wordings`: what staff say in every outage, worded in a quiet hour."""

from typing import Any

from flask import Flask, render_template
from sqlalchemy import select
from werkzeug.wrappers import Response

from community import guards
from community.answering import see_other
from community.extensions import db, writing
from community.forms import refuse
from community.status import wording
from community.status.forms import WordingForm, wording_choices
from community.status.models import IncidentTemplate
from community.status.ordering import Refused

bp = guards.staff_blueprint("status_wordings", __name__)
PATH = "/status/wordings"


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get(PATH)
def wordings() -> str:
    return render_template("status/wordings.html", form=WordingForm(), **_shown())


@bp.post(PATH)
def add_wording() -> Response | tuple[str, int]:
    return _keep(None)


@bp.get(f"{PATH}/<int:wording_id>")
def edit_wording(wording_id: int) -> str:
    row = db.get_or_404(IncidentTemplate, wording_id)
    form = WordingForm(name=row.name, stage=row.stage or "", body=row.body)
    return render_template("status/wordings.html", form=form, **_shown(row))


@bp.post(f"{PATH}/<int:wording_id>")
def change_wording(wording_id: int) -> Response | tuple[str, int]:
    return _keep(db.get_or_404(IncidentTemplate, wording_id))


@bp.delete(f"{PATH}/<int:wording_id>")
def remove_wording(wording_id: int) -> Response:
    row = db.get_or_404(IncidentTemplate, wording_id)
    with writing():
        wording.remove(row, guards.me())
    return see_other(PATH)


def _keep(row: IncidentTemplate | None) -> Response | tuple[str, int]:
    form = WordingForm()
    if form.validate_on_submit():
        try:
            with writing():
                wording.keep(row, form.name.data, form.stage.data, form.body.data, guards.me())
            return see_other(PATH)
        except Refused as refusal:
            form.name.errors = [str(refusal)]
    return refuse("status/wordings.html", form, **_shown(row))


def _shown(row: IncidentTemplate | None = None) -> dict[str, Any]:
    own = select(IncidentTemplate).order_by(IncidentTemplate.name)
    return {
        "own": db.session.scalars(own).all(),
        "standard": wording.standard(),
        "choices": wording_choices(),
        "one": row,
    }

"""`/queue/suspected/<id>`: the evidence, and what staff make of it."""

from urllib.parse import urlencode

from flask import Flask, abort, flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.readers import reader_of
from community.answering import see_other
from community.desk.suspecting import deciding
from community.desk.suspecting.evidence import evidence_of
from community.desk.suspecting.models import SuspectedOutage
from community.extensions import db, writing
from community.guards import me, staff_blueprint
from community.status.banners import running_now
from community.status.models import Component, Incident

bp = staff_blueprint("suspecting", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/queue/suspected/<int:suspicion_id>")
def show_suspicion(suspicion_id: int) -> str:
    suspicion = _load(suspicion_id)
    return render_template(
        "desk/suspected.html",
        suspicion=suspicion,
        evidence=evidence_of(suspicion, reader_of(me())),
        running=running_now(),
        draft=_draft(suspicion),
    )


@bp.post("/queue/suspected/<int:suspicion_id>/dismissal")
def dismiss(suspicion_id: int) -> Response:
    suspicion = _load(suspicion_id)
    with writing():
        deciding.dismiss(db.session.merge(suspicion), me())
    flash(_("Noted: no outage. The same is not raised again today unless it doubles."))
    return see_other("/queue")


@bp.post("/queue/suspected/<int:suspicion_id>/incidents/<int:incident_id>")
def confirm(suspicion_id: int, incident_id: int) -> Response:
    """A running incident explains it."""
    suspicion = _load(suspicion_id)
    incident = db.session.get(Incident, incident_id)
    if incident is None or incident.is_over:
        abort(404)
    with writing():
        deciding.confirm(db.session.merge(suspicion), db.session.merge(incident), me())
    return see_other(incident.path)


def _load(suspicion_id: int) -> SuspectedOutage:
    suspicion = db.session.get(SuspectedOutage, suspicion_id)
    if suspicion is None:
        abort(404)
    return suspicion


def _draft(suspicion: SuspectedOutage) -> str:
    """The form of a new incident, filled in; nothing is said before somebody of us has read it."""
    part = db.session.get(Component, suspicion.component_id) if suspicion.component_id else None
    title = (
        _("Problems with %(name)s", name=part.name)
        if part
        else _("Problems reported: %(words)s", words=suspicion.words)
    )
    body = _("Several customers report a problem. We are looking into it and will write more here.")
    values = {"title": title, "body": body}
    if part:
        values[f"component-{part.id}"] = "partial_outage"
    return "/status/incidents/new?" + urlencode(values)

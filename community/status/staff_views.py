"""Staff open an incident, update it and end it."""

from flask import Flask, abort, current_app, render_template
from werkzeug.wrappers import Response

from community import guards, offload
from community.answering import see_other
from community.extensions import db, writing
from community.forms import refuse
from community.markup.result import Rendered
from community.status import queries, reporting
from community.status.forms import IncidentForm, UpdateForm, chosen_states
from community.status.models import Incident

bp = guards.staff_blueprint("status", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/status/incidents/new")
def new_incident() -> str:
    form = IncidentForm(stage="investigating")
    return render_template("status/new.html", form=form, components=queries.components())


@bp.post("/status/incidents")
def open_incident() -> Response | tuple[str, int]:
    form = IncidentForm()
    components = queries.components()
    if not form.validate_on_submit():
        return refuse("status/new.html", form, components=components)
    states = chosen_states({row.Component.id for row in components})
    body = _render(form.body.data)
    with writing():
        incident = reporting.open_incident(
            form.title.data,
            form.body.data,
            body,
            states,
            guards.me(),
            form.stage.data,
            form.next_update_at,
            form.once.data,
        )
        path = incident.path
    return see_other(path)


@bp.get("/status/incidents/<int:incident_id>/updates/new")
def new_update(incident_id: int) -> str:
    incident = _load(incident_id)
    form = UpdateForm(stage=incident.stage)
    return render_template(
        "status/update.html", form=form, incident=incident, components=queries.components()
    )


@bp.post("/status/incidents/<int:incident_id>/updates")
def add_update(incident_id: int) -> Response | tuple[str, int]:
    incident = _load(incident_id)
    form = UpdateForm()
    components = queries.components()
    if not form.validate_on_submit():
        return refuse("status/update.html", form, incident=incident, components=components)
    states = chosen_states({row.Component.id for row in components})
    body = _render(form.body.data)
    with writing():
        reporting.update_incident(
            incident,
            form.stage.data,
            form.body.data,
            body,
            states,
            guards.me(),
            form.next_update_at,
            form.once.data,
        )
    return see_other(f"/status/incidents/{incident_id}")


def _load(incident_id: int) -> Incident:
    incident = db.session.scalar(queries.whole().where(Incident.id == incident_id))
    if incident is None:
        abort(404)
    return incident


def _render(source: str) -> Rendered:
    """Outside any transaction: rendering waits for a helper process."""
    db.session.rollback()
    return offload.render(source, root=current_app.config["SETTINGS"].root_path)

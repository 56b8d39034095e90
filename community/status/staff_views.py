"""Staff open an incident, update it and end it, and write past ones into the record."""

from typing import Any

from flask import Flask, abort, current_app, render_template, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from community import guards, offload
from community.answering import see_other
from community.extensions import db, writing
from community.forms import refuse
from community.markup.result import Rendered
from community.status import backfilling, queries, reporting, wording
from community.status.forms import (
    IncidentForm,
    PastForm,
    UpdateForm,
    all_choices,
    chosen_states,
    opening_choices,
)
from community.status.models import STAGES, Incident, IncidentUpdate
from community.status.ordering import Outdated, Refused

bp = guards.staff_blueprint("status", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/status/incidents/new")
def new_incident() -> str:
    """`title`, `body` and `component-<id>` of the address fill the form in."""
    drafted = {name: request.args.get(name, "") for name in ("title", "body")}
    form = IncidentForm(stage="investigating", seen=newest_incident(), **drafted)
    states = chosen_states(known_parts())
    return render_template("status/new.html", form=form, states=states, **_for_opening())


@bp.post("/status/incidents")
def open_incident() -> Response | tuple[str, int]:
    form = IncidentForm()
    if not form.validate_on_submit():
        return refuse("status/new.html", form, **_for_opening())
    try:
        incident_id = _open(form)
    except Refused as refusal:
        said = said_meanwhile(form, refusal, str(newest_incident()))
        return refuse("status/new.html", form, **said, **_for_opening())
    return see_other(f"/status/incidents/{incident_id}")


def _open(form: IncidentForm) -> int:
    states = chosen_states(known_parts())
    body = rendered(form.body.data)
    with writing():
        return reporting.open_incident(
            form.title.data,
            form.body.data,
            body,
            states,
            guards.me(),
            form.stage.data,
            form.next_update.moment,
            form.once.data,
            impact=form.impact.data,
            began_at=form.shown.moment,
            seen=form.seen_id,
            deliver=not form.quiet.data,
        ).id


@bp.get("/status/incidents/<int:incident_id>/updates/new")
def new_update(incident_id: int) -> str:
    incident = load(incident_id)
    seen = max((one.id for one in incident.updates), default=0)
    form = UpdateForm(stage=incident.stage, seen=seen, impact=incident.impact_override or "")
    return render_template("status/update.html", form=form, **_for_update(incident))


@bp.post("/status/incidents/<int:incident_id>/updates")
def add_update(incident_id: int) -> Response | tuple[str, int]:
    form = UpdateForm()
    incident = load(incident_id)
    if not form.validate_on_submit():
        return refuse("status/update.html", form, **_for_update(incident))
    try:
        _update(incident, form)
    except Refused as refusal:
        said = said_meanwhile(form, refusal)
        return refuse("status/update.html", form, **said, **_for_update(load(incident_id)))
    return see_other(f"/status/incidents/{incident_id}")


def _update(incident: Incident, form: UpdateForm) -> None:
    states = chosen_states(known_parts())
    body = rendered(form.body.data)
    with writing():
        reporting.update_incident(
            incident,
            form.stage.data,
            form.body.data,
            body,
            states,
            guards.me(),
            form.next_update.moment,
            form.once.data,
            impact=form.impact.data,
            shown_at=form.shown.moment,
            seen=form.seen_id,
            deliver=not form.quiet.data,
        )


@bp.get("/status/incidents/past")
def new_past_incident() -> str:
    return render_template("status/past.html", form=PastForm(), components=queries.components())


@bp.post("/status/incidents/past")
def add_past_incident() -> Response | tuple[str, int]:
    form = PastForm()
    if form.validate_on_submit():
        states, body = chosen_states(known_parts()), rendered(form.body.data)
        try:
            with writing():
                incident = backfilling.backfill(
                    form.title.data,
                    form.body.data,
                    body,
                    states,
                    guards.me(),
                    form.began.given,
                    form.ended.given,
                    impact=form.impact.data,
                    once=form.once.data,
                )
                path = incident.path
            return see_other(path)
        except Refused as refusal:
            form.ended.errors = [str(refusal)]
    return refuse("status/past.html", form, components=queries.components())


def _for_opening() -> dict[str, Any]:
    return {
        "components": queries.components(),
        "stages": opening_choices(),
        "wordings": wording.offered(STAGES[:3]),
    }


def _for_update(incident: Incident) -> dict[str, Any]:
    return {
        "incident": incident,
        "components": queries.components(),
        "stages": [pair for pair in all_choices() if _may_follow(incident, pair[0])],
        "wordings": wording.offered(incident.stages),
    }


def _may_follow(incident: Incident, stage: str) -> bool:
    """What the form offers; `ordering` decides."""
    if stage not in incident.stages:
        return False
    if incident.is_maintenance and incident.is_over:
        return stage == incident.stage
    if incident.is_running:
        return stage not in ("scheduled", "postmortem")
    return True


def load(incident_id: int) -> Incident:
    incident = db.session.scalar(queries.whole().where(Incident.id == incident_id))
    if incident is None:
        abort(404)
    return incident


def newest_incident() -> int:
    return db.session.scalar(select(func.max(Incident.id))) or 0


def known_parts() -> set[int]:
    return {row.Component.id for row in queries.components()}


def said_meanwhile(form: Any, refusal: Refused, seen: str | None = None) -> dict[str, Any]:
    """Why not; and what a colleague said meanwhile, now read: sent again, it goes out."""
    db.session.rollback()
    if not isinstance(refusal, Outdated):
        form.body.errors = [str(refusal)]
        return {"meanwhile": None}
    form.seen.data = seen or str(refusal.update_id)
    form.body.errors = [str(refusal)]
    other = db.session.get(Incident, refusal.incident_id)
    return {"meanwhile": db.session.get(IncidentUpdate, refusal.update_id), "other": other}


def rendered(source: str) -> Rendered:
    """Outside any transaction: rendering waits for a helper process."""
    db.session.rollback()
    return offload.render(source, root=current_app.config["SETTINGS"].root_path)

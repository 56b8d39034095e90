"""Staff plan work, give it other times and call it off."""

from typing import Any

from flask import Flask, abort, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import guards
from community.answering import see_other
from community.extensions import writing
from community.forms import refuse
from community.status import planning, queries, wording
from community.status.forms import PlanForm, TimesForm, chosen_parts
from community.status.models import Incident
from community.status.moments import as_typed
from community.status.ordering import Refused
from community.status.staff_views import known_parts, load, rendered, said_meanwhile

bp = guards.staff_blueprint("status_planning", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/status/maintenance/new")
def new_plan() -> str:
    form = PlanForm(starts_itself=True, ends_itself=True)
    return render_template("status/plan.html", form=form, **_for_plan())


@bp.post("/status/maintenance")
def plan() -> Response | tuple[str, int]:
    form = PlanForm()
    if not form.validate_on_submit():
        return refuse("status/plan.html", form, **_for_plan())
    parts = chosen_parts(known_parts())
    others = planning.overlapping(parts, form.starts.given, form.ends.given)
    if others and not form.overlaps.data:
        form.starts.errors = [_("Other work is planned for the same parts in this time.")]
        return refuse("status/plan.html", form, others=others, **_for_plan())
    try:
        incident_id = _plan(form, parts)
    except Refused as refusal:
        form.ends.errors = [str(refusal)]
        return refuse("status/plan.html", form, **_for_plan())
    return see_other(f"/status/incidents/{incident_id}")


def _plan(form: PlanForm, parts: list[int]) -> int:
    body = rendered(form.body.data)
    with writing():
        return planning.plan(
            form.title.data,
            form.body.data,
            body,
            parts,
            form.starts.given,
            form.ends.given,
            guards.me(),
            starts_itself=form.starts_itself.data,
            ends_itself=form.ends_itself.data,
            once=form.once.data,
        ).id


@bp.get("/status/incidents/<int:incident_id>/times")
def new_times(incident_id: int) -> str:
    incident = _load_plan(incident_id)
    form = TimesForm(
        starts=as_typed(incident.scheduled_for),
        ends=as_typed(incident.scheduled_until),
        seen=max((one.id for one in incident.updates), default=0),
    )
    return render_template("status/times.html", form=form, incident=incident)


@bp.post("/status/incidents/<int:incident_id>/times")
def change_times(incident_id: int) -> Response | tuple[str, int]:
    incident, form = _load_plan(incident_id), TimesForm()
    if not form.validate_on_submit():
        return refuse("status/times.html", form, incident=incident)
    body = rendered(form.body.data)
    try:
        with writing():
            planning.reschedule(
                incident,
                form.starts.given,
                form.ends.given,
                form.body.data,
                body,
                guards.me(),
                once=form.once.data,
                seen=form.seen_id,
            )
    except Refused as refusal:
        said = said_meanwhile(form, refusal)
        return refuse("status/times.html", form, incident=_load_plan(incident_id), **said)
    return see_other(f"/status/incidents/{incident_id}")


def _load_plan(incident_id: int) -> Incident:
    incident = load(incident_id)
    if not incident.is_maintenance:
        abort(404)
    return incident


def _for_plan() -> dict[str, Any]:
    return {"components": queries.components(), "wordings": wording.offered(("scheduled",))}

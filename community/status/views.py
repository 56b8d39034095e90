"""The status page, an incident's page and the feed, for everybody."""

from flask import Blueprint, Flask, Response, abort, render_template
from flask_babel import gettext as _

from community import guards
from community.caching import cached_for_visitors
from community.extensions import db
from community.status import queries
from community.status.forms import maintenance_choices, stage_choices, state_names
from community.status.models import OVER, Incident

bp = Blueprint("status", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["state_names"] = state_names
    app.jinja_env.globals["stage_names"] = stage_names


def stage_names() -> dict[str, str]:
    return dict(stage_choices() + maintenance_choices())


@bp.get("/status")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def show_status() -> str:
    components = queries.components()
    return render_template(
        "status/status.html",
        components=components,
        running=db.session.scalars(queries.running()).all(),
        over=db.session.scalars(queries.recently_over()).all(),
        headline=headline([row.Component.state for row in components]),
    )


def headline(states: list[str]) -> tuple[str, str]:
    """(level, sentence) over the whole page: the worst state, how far it reaches."""
    if "major_outage" in states:
        return "major_outage", _("Part of the service does not work")
    if "partial_outage" in states:
        return "partial_outage", _("Part of the service fails for some people")
    if "degraded_performance" in states:
        return "degraded_performance", _("Part of the service is slower than usual")
    if "under_maintenance" in states:
        return "under_maintenance", _("We are doing planned work")
    return "operational", _("Everything works")


@bp.get("/status/incidents/<int:incident_id>")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def show_incident(incident_id: int) -> str:
    incident = db.session.scalar(queries.whole().where(Incident.id == incident_id))
    if incident is None:
        abort(404)
    return render_template("status/incident.html", incident=incident)


@bp.get("/status.atom")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def feed() -> Response:
    incidents = db.session.scalars(queries.whole().order_by(Incident.id.desc()).limit(25)).all()
    xml = render_template("status/feed.xml", incidents=incidents, over=OVER)
    return Response(xml, mimetype="application/atom+xml")

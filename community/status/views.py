"""The status page, an incident's page and the months before, for everybody."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, render_template
from flask_babel import format_date
from flask_babel import gettext as _

from community import guards
from community.caching import cached_for_visitors
from community.clock import now
from community.extensions import db
from community.status import history, queries
from community.status.forms import all_choices, state_names
from community.status.models import COMPONENT_STATES, IMPACT_OF, IMPACTS, OVER, Incident
from community.status.moments import company_zone

bp = Blueprint("status", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["state_names"] = state_names
    app.jinja_env.globals["stage_names"] = lambda: dict(all_choices())
    app.jinja_env.filters["day"] = lambda day: format_date(day, "d MMM", rebase=False)


@bp.get("/status")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def show_status() -> str:
    return render_template("status/status.html", **standing())


def standing() -> dict[str, Any]:
    """All that the status page says: for the page and for the copy of it."""
    components = queries.components()
    running = worst_first(db.session.scalars(queries.running()).all())
    parts = [row.Component for row in components]
    return {
        "components": components,
        "running": running,
        "planned": db.session.scalars(queries.planned()).all(),
        "over": db.session.scalars(queries.recently_over()).all(),
        "bars": history.bars_of(parts),
        "headline": headline(parts, running),
        "month": f"{now().astimezone(company_zone()):%Y-%m}",
        "uptime": current_app.config["SETTINGS"].status_uptime,
    }


def worst_first(incidents: Any) -> list[Incident]:
    """What hurts most on top; planned work never above an outage."""
    return sorted(incidents, key=lambda one: IMPACTS.index(one.severity), reverse=True)


def headline(parts: Any, running: Any) -> tuple[str, str]:
    """(level, sentence) over the whole page: the worst of parts and incidents, and how far."""
    levels = {impact: state for state, impact in IMPACT_OF.items()}
    states = [part.state for part in parts]
    impacts = [levels[one.severity] for one in running]
    worst = max(["operational", *states, *impacts], key=COMPONENT_STATES.index)
    everything = bool(states) and all(state == worst for state in states)
    return worst, _sentences(everything)[worst]


def _sentences(everything: bool) -> dict[str, str]:
    if everything:
        return {
            "major_outage": _("Nothing works at the moment"),
            "partial_outage": _("Everything fails for some people"),
            "degraded_performance": _("Everything is slower than usual"),
            "under_maintenance": _("We are doing planned work on everything"),
            "operational": _("Everything works"),
        }
    return {
        "major_outage": _("Part of the service does not work"),
        "partial_outage": _("Part of the service fails for some people"),
        "degraded_performance": _("Part of the service is slower than usual"),
        "under_maintenance": _("We are doing planned work"),
        "operational": _("Everything works"),
    }


@bp.get("/status/incidents/<int:incident_id>")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def show_incident(incident_id: int) -> str:
    incident = db.session.scalar(queries.whole().where(Incident.id == incident_id))
    if incident is None:
        abort(404)
    return render_template("status/incident.html", incident=incident)


@bp.get("/status/history/<month>")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def show_month(month: str) -> str:
    around = history.months_around(month)
    if around is None:
        abort(404)
    begin, end, before, after = around
    return render_template(
        "status/month.html",
        incidents=db.session.scalars(queries.between(begin, end)).all(),
        name=_month_name(begin),
        before=before,
        after=after if end <= now() else None,
    )


def _month_name(begin: datetime) -> str:
    return format_date(begin.astimezone(company_zone()), "MMMM y", rebase=False)


@bp.get("/status.atom")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def feed() -> Response:
    incidents = db.session.scalars(queries.whole().order_by(Incident.id.desc()).limit(25)).all()
    xml = render_template("status/feed.xml", incidents=incidents, over=OVER)
    return Response(xml, mimetype="application/atom+xml")

"""Badges for other people's pages: what works, as a picture made of text."""

from flask import Blueprint, Flask, Response, abort, render_template
from flask_babel import gettext as _

from community import guards
from community.caching import cached_for_visitors
from community.extensions import db
from community.status import queries
from community.status.forms import state_names
from community.status.models import Component
from community.status.views import headline

bp = Blueprint("status_badges", __name__)

#: white words on these: each has a contrast of 4.5 and more
COLOURS = {
    "operational": "#28601a",
    "under_maintenance": "#214e88",
    "degraded_performance": "#6a4700",
    "partial_outage": "#9a3412",
    "major_outage": "#9d172c",
}
NARROW, WIDE, SIGN, PAD = "fijlrtI.,:'|! ", "mwMWQ@", 6.5, 12  # a sign's width in 11 pixels


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/status/badge.svg")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def badge() -> Response:
    """All of the service."""
    parts = [row.Component for row in queries.components()]
    running = db.session.scalars(queries.running()).all()
    state, _sentence = headline(parts, running)
    return _drawn(_("Status"), state)


@bp.get("/status/components/<int:component_id>/badge.svg")
@guards.allow(guards.everyone)
@cached_for_visitors(["status"])
def badge_of_component(component_id: int) -> Response:
    """One part of it; gone with the part."""
    component = db.session.get(Component, component_id)
    if component is None or component.archived_at:
        abort(404)
    return _drawn(component.name, component.state)


def _drawn(label: str, state: str) -> Response:
    words = state_names()[state]
    svg = render_template(
        "status/badge.svg",
        label=label,
        words=words,
        left=_width(label),
        right=_width(words),
        colour=COLOURS[state],
    )
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _width(text: str) -> int:
    """Near enough: no font is known here, and `textLength` makes the words fit."""
    units = sum(0.6 if sign in NARROW else 1.4 if sign in WIDE else 1 for sign in text)
    wide = sum(0.7 for sign in text if ord(sign) > 0x2E80)  # Chinese, Japanese, Korean
    return round((units + wide) * SIGN) + PAD

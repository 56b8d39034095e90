"""The forms of an outage: what happened, in which stage, with which components."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField, ValidationError

from community.clock import now
from community.forms import Choice, HearthForm, Line, Lines, read_moment
from community.status.models import COMPONENT_STATES, MAINTENANCE_STAGES, STAGES


def stage_choices() -> list[tuple[str, str]]:
    names = {
        "investigating": _("We are looking for the cause"),
        "identified": _("We found the cause"),
        "monitoring": _("It is mended, and we are watching"),
        "resolved": _("It is over"),
        "postmortem": _("What happened and what we learned"),
    }
    return [(stage, names[stage]) for stage in STAGES]


def maintenance_choices() -> list[tuple[str, str]]:
    names = {
        "scheduled": _("Planned"),
        "in_progress": _("The work has begun"),
        "verifying": _("The work is done, and we are checking"),
        "completed": _("The work is finished"),
        "cancelled": _("The work is called off"),
    }
    return [(stage, names[stage]) for stage in MAINTENANCE_STAGES]


def state_names() -> dict[str, str]:
    return {
        "operational": _("Works"),
        "under_maintenance": _("Maintenance"),
        "degraded_performance": _("Slower than usual"),
        "partial_outage": _("Fails for some"),
        "major_outage": _("Does not work"),
    }


class UpdateForm(HearthForm):
    """One word to everybody."""

    stage = Choice(lazy_gettext("Stage"), choices=stage_choices)
    body = Lines(lazy_gettext("What you tell everybody"), most=5_000)
    next_update = StringField(lazy_gettext("Next word by"))

    def validate_next_update(self, field: StringField) -> None:
        self.next_update_at: datetime | None = None
        if not field.data:
            return
        try:
            zone = ZoneInfo(current_app.config["SETTINGS"].time_zone)
            self.next_update_at = read_moment(field.data, zone)
        except ValueError:
            raise ValidationError(_("Please give a date and a time.")) from None
        if self.next_update_at < now():
            raise ValidationError(_("That time is over already."))


class IncidentForm(UpdateForm):
    """An outage begins."""

    title = Line(lazy_gettext("What is wrong"), most=200)


def chosen_states(known: set[int]) -> dict[int, str]:
    """The components' states in the form: fields `component-<id>`; others are passed over."""
    states = {}
    for component_id in known:
        state = request.form.get(f"component-{component_id}", "")
        if state in COMPONENT_STATES:
            states[component_id] = state
    return states

"""The forms of an outage and of planned work: what, in which stage, with which components."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, ValidationError

from community.clock import now
from community.forms import Choice, HearthForm, Line, Lines
from community.status.models import COMPONENT_STATES, IMPACTS, MAINTENANCE_STAGES, STAGES
from community.status.moments import Moment

BODY_LIMIT = 5_000  # characters of one word to everybody
RUNNING_STAGES = ("investigating", "identified", "monitoring")


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


def all_choices() -> list[tuple[str, str]]:
    return stage_choices() + maintenance_choices()


def opening_choices() -> list[tuple[str, str]]:
    return [pair for pair in stage_choices() if pair[0] in RUNNING_STAGES]


def wording_choices() -> list[tuple[str, str]]:
    return [("", _("any stage")), *all_choices()]


def state_names() -> dict[str, str]:
    return {
        "operational": _("Works"),
        "under_maintenance": _("Maintenance"),
        "degraded_performance": _("Slower than usual"),
        "partial_outage": _("Fails for some"),
        "major_outage": _("Does not work"),
    }


def impact_choices() -> list[tuple[str, str]]:
    names = {
        "none": _("None: nobody notices"),
        "maintenance": _("Maintenance"),
        "minor": _("Minor"),
        "major": _("Major"),
        "critical": _("Critical"),
    }
    computed = ("", _("As the parts of the service say"))
    return [computed, *((impact, names[impact]) for impact in IMPACTS)]


class WordForm(HearthForm):
    """What all that is told has: the words, and the newest word the writer had before them."""

    body = Lines(_l("What you tell everybody"), most=BODY_LIMIT)
    seen = HiddenField(default="")

    @property
    def seen_id(self) -> int | None:
        """None where a script sends none: then nobody is checked for."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


class UpdateForm(WordForm):
    """One word to everybody."""

    stage = Choice(_l("Stage"), choices=all_choices)
    next_update = Moment(_l("Next word by"))
    impact = Choice(_l("Impact"), choices=impact_choices, default="")
    shown = Moment(_l("It belongs at"))
    quiet = BooleanField(_l("Call nobody"))

    def validate_next_update(self, field: Moment) -> None:
        if field.moment and field.moment < now():
            raise ValidationError(_("That time is over already."))

    def validate_shown(self, field: Moment) -> None:
        if field.moment and field.moment > now():
            raise ValidationError(_("That time is still to come."))


class IncidentForm(UpdateForm):
    """An outage begins."""

    stage = Choice(_l("Stage"), choices=opening_choices)
    title = Line(_l("What is wrong"), most=200)


class PastForm(WordForm):
    """An outage that is over, for the record."""

    title = Line(_l("What was wrong"), most=200)
    began = Moment(_l("It began"), needed=True)
    ended = Moment(_l("It was over"), needed=True, is_end=True)
    impact = Choice(_l("Impact"), choices=impact_choices, default="")


class TimesForm(WordForm):
    """Other times for planned work."""

    starts = Moment(_l("It begins"), needed=True)
    ends = Moment(_l("It ends"), needed=True, is_end=True)


class PlanForm(TimesForm):
    """Planned work."""

    title = Line(_l("What you are going to do"), most=200)
    starts_itself = BooleanField(_l("It begins by itself"))
    ends_itself = BooleanField(_l("It ends by itself"))
    overlaps = BooleanField(_l("They may overlap"))


class ComponentForm(HearthForm):
    """A part of the service."""

    name = Line(_l("Name"), most=80)
    description = Line(_l("What it is for"), most=300, least=0)
    group = Choice(_l("Group"), choices=list, validate_choice=False)


class GroupForm(HearthForm):
    name = Line(_l("Name"), most=80)


class WordingForm(HearthForm):
    """Wording to be used again."""

    name = Line(_l("Name"), most=80)
    stage = Choice(_l("Offered for"), choices=wording_choices)
    body = Lines(_l("Text"), most=BODY_LIMIT)


def chosen_states(known: set[int]) -> dict[int, str]:
    """The components' states in the form or the address: fields `component-<id>`; others are passed
    over."""
    states = {}
    for component_id in known:
        state = request.values.get(f"component-{component_id}", "")
        if state in COMPONENT_STATES:
            states[component_id] = state
    return states


def chosen_parts(known: set[int]) -> list[int]:
    """The components ticked in the form."""
    return [one for one in sorted(known) if request.form.get(f"part-{one}")]

"""The verbs of planned work: plan it, give it other times, call it off; the clock does the rest."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db, hold
from community.journal import note
from community.markup.result import Rendered
from community.status.events import (
    MaintenanceDue,
    MaintenanceReminded,
    MaintenanceRescheduled,
    MaintenanceScheduled,
    NextWordMissed,
)
from community.status.models import AffectedComponent, Incident, IncidentUpdate
from community.status.ordering import (
    Refused,
    check_nobody_spoke,
    hold_incident,
    newest_update,
)
from community.status.reporting import tell
from community.status.telling import Word, said_before, say

REMIND_BEFORE = timedelta(minutes=60)  # the default of the status pages people know
LEEWAY = timedelta(minutes=5)  # a form takes a while to fill in: such a start is "now"
LONGEST = timedelta(days=30)  # a longer one has a slip in its year or month


def plan(
    title: str,
    source: str,
    body: Rendered,
    components: Iterable[int],
    starts: datetime,
    ends: datetime,
    by: User | None,
    *,
    starts_itself: bool = True,
    ends_itself: bool = True,
    once: str | None = None,
) -> Incident:
    """Announce work; reminder, start and end come by themselves unless a person keeps them."""
    hold("incident", "opening")
    twin = once and db.session.scalar(select(Incident).where(Incident.once == once))
    if twin:
        return twin
    check_times(starts, ends)
    by_id = by.id if by else None
    incident = Incident(title=title, by_id=by_id, once=once, stage="scheduled", started_at=starts)
    incident.scheduled_for, incident.scheduled_until = starts, ends
    incident.starts_itself, incident.ends_itself = starts_itself, ends_itself
    db.session.add(incident)
    db.session.flush()
    states = dict.fromkeys(components, "under_maintenance")
    update = say(incident, Word("scheduled", source, body.html, by_id, states, once=once))
    _set_timers(incident)
    note("plan", "incident", incident.id, by_id)
    outbox.record(MaintenanceScheduled(incident.id, update.id))
    return incident


def reschedule(
    incident: Incident,
    starts: datetime,
    ends: datetime,
    source: str,
    body: Rendered,
    by: User | None,
    *,
    once: str | None = None,
    seen: int | None = None,
) -> IncidentUpdate:
    """Other times. Work that runs keeps its start and gets another end."""
    hold_incident(incident)
    twin = said_before(once)
    if twin:
        return twin
    check_nobody_spoke(incident, seen)
    if not incident.is_maintenance or incident.is_over:
        raise Refused(_("This is over, or was never planned: there is nothing to move."))
    if incident.is_running:
        starts = incident.scheduled_for or starts
    check_times(starts, ends, begun=incident.is_running)
    incident.scheduled_for, incident.scheduled_until = starts, ends
    if not incident.is_running:
        incident.started_at = starts
    by_id = by.id if by else None
    update = say(incident, Word(incident.stage, source, body.html, by_id, once=once))
    _set_timers(incident)
    note("reschedule", "incident", incident.id, by_id)
    outbox.record(MaintenanceRescheduled(incident.id, update.id))
    return update


def check_times(starts: datetime, ends: datetime, begun: bool = False) -> None:
    if ends <= starts:
        raise Refused(_("The end must come after the start."))
    if ends <= now():
        raise Refused(_("That end is over already. For the record, use “Add a past incident”."))
    if not begun and starts < now() - LEEWAY:
        raise Refused(_("That start is over already. Plan from now on, or report an incident."))
    if ends - starts > LONGEST:
        raise Refused(_("That is longer than 30 days. Is the month right?"))


def overlapping(components: Iterable[int], starts: datetime, ends: datetime) -> list[Incident]:
    """Other planned work on the same components in the same time, so that its author can choose."""
    same = (
        select(Incident)
        .join(AffectedComponent, AffectedComponent.incident_id == Incident.id)
        .where(AffectedComponent.component_id.in_(list(components)))
        .where(Incident.stage.in_(("scheduled", "in_progress", "verifying")))
        .where(Incident.scheduled_for < ends, Incident.scheduled_until > starts)
        .order_by(Incident.scheduled_for, Incident.id)
        .distinct()
    )
    return list(db.session.scalars(same))


def _set_timers(incident: Incident) -> None:
    """Those of an earlier plan ring too, and find that it is not theirs any more."""
    incident.plan += 1
    starts, ends = incident.scheduled_for, incident.scheduled_until
    assert starts and ends
    moments = {"end": ends}
    if not incident.is_running:
        moments["start"] = starts
        if starts - REMIND_BEFORE > now():
            moments["reminder"] = starts - REMIND_BEFORE
    for what, at in sorted(moments.items(), key=lambda pair: pair[1]):
        outbox.record(MaintenanceDue(incident.id, what, incident.plan), at=max(at, now()))


def keep_the_plan(event: MaintenanceDue) -> None:
    """A moment of the plan: do what it asks for, if it still does. Inside writing()."""
    incident = db.session.get(Incident, event.incident_id)
    if incident is None:
        return
    hold_incident(incident)
    if incident.plan != event.plan or incident.is_over:
        return
    if event.what == "reminder":
        _remind(incident)
    elif event.what == "start":
        _start(incident)
    else:
        _end(incident)


def _remind(incident: Incident) -> None:
    """Not when the worker slept and the work has begun: that would be news of yesterday."""
    newest = newest_update(incident.id)
    if incident.stage == "scheduled" and newest and now() < _start_of(incident):
        outbox.record(MaintenanceReminded(incident.id, newest.id))


def _start(incident: Incident) -> None:
    if incident.stage != "scheduled" or now() >= _end_of(incident):
        return  # begun by hand; or slept through, and then only the end is told
    if incident.starts_itself:
        _say(incident, "in_progress", _("The planned work has begun."))
    else:
        _ask_staff(incident)


def _end(incident: Incident) -> None:
    begun = incident.is_running
    if incident.ends_itself and (begun or incident.starts_itself):
        _say(incident, "completed", _("The planned work is finished."))
    else:
        _ask_staff(incident)


def _say(incident: Incident, stage: str, text: str) -> None:
    before = incident.stage
    if stage == "in_progress":
        incident.started_at = now()
    update = say(incident, Word(stage, text, f"<p>{escape(text)}</p>"))
    tell(incident, update, before)


def _ask_staff(incident: Incident) -> None:
    newest = newest_update(incident.id)
    if newest:
        outbox.record(NextWordMissed(incident.id, newest.id))


def _start_of(incident: Incident) -> datetime:
    assert incident.scheduled_for
    return incident.scheduled_for


def _end_of(incident: Incident) -> datetime:
    assert incident.scheduled_until
    return incident.scheduled_until

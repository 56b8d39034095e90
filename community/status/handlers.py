"""What time brings: planned work keeps its plan, and staff hear of a word that has not come."""

from community import outbox
from community.clock import now
from community.extensions import db
from community.status import planning, snapshot
from community.status.events import (
    ComponentsArranged,
    HistoryFilled,
    IncidentOpened,
    IncidentResolved,
    IncidentUpdated,
    MaintenanceCancelled,
    MaintenanceDue,
    MaintenanceFinished,
    MaintenanceRescheduled,
    MaintenanceScheduled,
    MaintenanceStarted,
    MaintenanceUpdated,
    NextWordDue,
    NextWordMissed,
    PostmortemPublished,
)
from community.status.models import Incident
from community.status.ordering import newest_update


@outbox.on(MaintenanceDue)
def keep_the_plan(event: MaintenanceDue) -> None:
    planning.keep_the_plan(event)


@outbox.on(NextWordDue)
def look_for_the_promised_word(event: NextWordDue) -> None:
    """Once for each promise: whoever has spoken since has made another one."""
    incident = db.session.get(Incident, event.incident_id)
    newest = newest_update(event.incident_id)
    if incident is None or newest is None or not incident.is_running:
        return
    if newest.id != event.update_id or (incident.next_update_at or now()) > now():
        return
    outbox.record(NextWordMissed(incident.id, newest.id))


@outbox.on(
    IncidentOpened,
    IncidentUpdated,
    IncidentResolved,
    PostmortemPublished,
    HistoryFilled,
    MaintenanceScheduled,
    MaintenanceRescheduled,
    MaintenanceStarted,
    MaintenanceUpdated,
    MaintenanceFinished,
    MaintenanceCancelled,
    ComponentsArranged,
    writes=False,
)
def write_the_copy(event: object) -> None:
    """On every machine; a few milliseconds, and the disk is all it needs."""
    snapshot.spread()

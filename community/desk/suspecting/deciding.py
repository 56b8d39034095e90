"""Staff say what a suspected outage is; time says it otherwise."""

from sqlalchemy import select

from community import journal, outbox
from community.accounts.models import User
from community.clock import now
from community.desk.suspecting import watching
from community.desk.suspecting.events import SuspicionChanged
from community.desk.suspecting.models import SuspectedOutage
from community.extensions import db
from community.status.models import Incident


def dismiss(suspicion: SuspectedOutage, by: User) -> None:
    """It is no outage. Inside writing(), like all of these; the first to decide has decided."""
    if _end(suspicion, "dismissed", by.id):
        journal.note("dismiss_suspicion", "suspected_outage", suspicion.id, by.id)


def confirm(suspicion: SuspectedOutage, incident: Incident, by: User) -> None:
    """An incident was opened from it."""
    _confirm(suspicion, incident, by.id)


def _confirm(suspicion: SuspectedOutage, incident: Incident, by_id: int | None) -> None:
    if _end(suspicion, "confirmed", by_id):
        suspicion.incident_id = incident.id
        journal.note(
            "confirm_suspicion", "suspected_outage", suspicion.id, by_id, incident=incident.id
        )


def confirm_explained(incident: Incident) -> None:
    """What the new incident tells of: its parts and its title name the topic."""
    named = watching.words_of_incident(
        incident.title, [row.component.name for row in incident.affected]
    )
    open_ones = select(SuspectedOutage).where(SuspectedOutage.ended_at.is_(None))
    for suspicion in db.session.scalars(open_ones):
        if watching.is_about(named, suspicion.terms):
            _confirm(suspicion, incident, incident.by_id)


def let_rest(suspicion: SuspectedOutage) -> None:
    """Nobody said more for a while."""
    if suspicion.last_at <= now() - watching.QUIET:
        _end(suspicion, "quiet", None)


def _end(suspicion: SuspectedOutage, outcome: str, by_id: int | None) -> bool:
    if suspicion.ended_at is not None:
        return False
    suspicion.ended_at, suspicion.outcome = now(), outcome
    suspicion.ended_by_id = by_id
    outbox.record(SuspicionChanged(suspicion.id))
    return True

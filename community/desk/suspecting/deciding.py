"""Staff say what a suspected outage is; time says it otherwise."""

from community import journal, outbox
from community.accounts.models import User
from community.clock import now
from community.desk.suspecting.events import SuspicionChanged
from community.desk.suspecting.models import SuspectedOutage
from community.desk.suspecting.watching import QUIET
from community.status.models import Incident


def dismiss(suspicion: SuspectedOutage, by: User) -> None:
    """It is no outage. Inside writing(), like all of these; the first to decide has decided."""
    if _end(suspicion, "dismissed", by):
        journal.note("dismiss_suspicion", "suspected_outage", suspicion.id, by.id)


def confirm(suspicion: SuspectedOutage, incident: Incident, by: User) -> None:
    """An incident was opened from it."""
    if _end(suspicion, "confirmed", by):
        suspicion.incident_id = incident.id
        journal.note(
            "confirm_suspicion", "suspected_outage", suspicion.id, by.id, incident=incident.id
        )


def let_rest(suspicion: SuspectedOutage) -> None:
    """Nobody said more for a while."""
    if suspicion.last_at <= now() - QUIET:
        _end(suspicion, "quiet", None)


def _end(suspicion: SuspectedOutage, outcome: str, by: User | None) -> bool:
    if suspicion.ended_at is not None:
        return False
    suspicion.ended_at, suspicion.outcome = now(), outcome
    suspicion.ended_by_id = by.id if by else None
    outbox.record(SuspicionChanged(suspicion.id))
    return True

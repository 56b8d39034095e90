"""Which word may follow which, and what becomes of two people who speak at once."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from community.clock import now
from community.extensions import db, hold
from community.status.models import RUNNING, Incident, IncidentUpdate


class Refused(Exception):
    """This cannot be said now; the text is for whoever tried."""


class Outdated(Refused):
    """Somebody spoke since the writer last looked."""

    def __init__(self, said: IncidentUpdate) -> None:
        super().__init__(
            _("A colleague has published something meanwhile. Read it, then send again if it fits.")
        )
        self.update_id = said.id
        self.incident_id = said.incident_id


def hold_incident(incident: Incident) -> None:
    """One voice at a time: whoever comes second sees the incident as the first left it."""
    hold("incident", incident.id)
    db.session.refresh(incident)


def newest_update(incident_id: int) -> IncidentUpdate | None:
    return db.session.scalar(
        select(IncidentUpdate)
        .where(IncidentUpdate.incident_id == incident_id)
        .order_by(IncidentUpdate.id.desc())
        .limit(1)
    )


def check_nobody_spoke(incident: Incident, seen: int | None) -> None:
    """`seen` is the newest update the writer had on the screen; None asks for no check."""
    newest = newest_update(incident.id)
    if seen is not None and newest is not None and newest.id != seen:
        raise Outdated(newest)


def check_nobody_opened(seen: int | None) -> None:
    """`seen` is the newest incident the writer knew of."""
    if seen is None:
        return
    newer = db.session.scalar(
        select(Incident)
        .where(Incident.id > seen, Incident.stage.in_(RUNNING))
        .order_by(Incident.id.desc())
        .limit(1)
    )
    said = newer and newest_update(newer.id)
    if said:
        raise Outdated(said)


def check_order(incident: Incident, stage: str, shown_at: datetime | None) -> None:
    if stage not in incident.stages:
        raise Refused(_("Planned work and outages have stages of their own. Choose another one."))
    if shown_at and shown_at > now():
        raise Refused(_("That time is still to come."))
    if shown_at and shown_at < incident.started_at and not incident.is_maintenance:
        raise Refused(_("That is before it began."))
    if stage == "postmortem" and incident.is_running and not shown_at:
        raise Refused(_("It is still running. First say that it is over, then what you learned."))
    if incident.is_maintenance:
        _check_plan(incident, stage)


def _check_plan(incident: Incident, stage: str) -> None:
    if incident.is_over and stage != incident.stage:
        raise Refused(_("This work is over. Plan another one if more is to be done."))
    if incident.is_running and stage == "scheduled":
        raise Refused(_("The work has begun. Give it another end, or say that it is finished."))

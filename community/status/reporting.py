"""The verbs of an outage: open, update, resolve. The components follow what is running."""

from datetime import datetime

from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db, hold
from community.journal import note
from community.markup.result import Rendered
from community.status.events import (
    HistoryFilled,
    IncidentOpened,
    IncidentResolved,
    IncidentUpdated,
    MaintenanceCancelled,
    MaintenanceFinished,
    MaintenanceStarted,
    MaintenanceUpdated,
    PostmortemPublished,
)
from community.status.following import add_spell
from community.status.models import IMPACTS, OVER, Incident, IncidentUpdate
from community.status.ordering import (
    check_nobody_opened,
    check_nobody_spoke,
    check_order,
    hold_incident,
)
from community.status.telling import States, Word, is_newest, said_before, say

COMPUTED = ""  # the impact that the components give
KEEP = "keep"  # whatever was set before


def open_incident(
    title: str,
    source: str,
    body: Rendered,
    states: States,
    by: User | None,
    stage: str = "investigating",
    next_update_at: datetime | None = None,
    once: str | None = None,
    *,
    impact: str = COMPUTED,
    began_at: datetime | None = None,
    seen: int | None = None,
    deliver: bool = True,
) -> Incident:
    """Say that something is wrong; it stands on every page at once."""
    hold("incident", "opening")
    twin = once and db.session.scalar(select(Incident).where(Incident.once == once))
    if twin:
        return twin
    check_nobody_opened(seen)
    by_id = by.id if by else None
    incident = Incident(title=title, by_id=by_id, once=once, stage=stage)
    incident.started_at = min(began_at or now(), now())
    db.session.add(incident)
    db.session.flush()
    set_impact(incident, impact)
    word = Word(stage, source, body.html, by_id, states, next_update_at, None, deliver, once)
    update = say(incident, word)
    if began_at and began_at < update.shown_at:
        for part in update.parts:  # it failed before anybody of us said so
            add_spell(part["id"], part["new"], incident.id, incident.started_at, update.shown_at)
    note("open", "incident", incident.id, by_id)
    outbox.record(IncidentOpened(incident.id, update.id))
    return incident


def update_incident(
    incident: Incident,
    stage: str,
    source: str,
    body: Rendered,
    states: States,
    by: User | None,
    next_update_at: datetime | None = None,
    once: str | None = None,
    *,
    impact: str = KEEP,
    shown_at: datetime | None = None,
    seen: int | None = None,
    deliver: bool = True,
) -> IncidentUpdate:
    """One more word; a stage that is over ends the outage and frees its components."""
    hold_incident(incident)
    twin = said_before(once)
    if twin:
        return twin
    check_nobody_spoke(incident, seen)
    check_order(incident, stage, shown_at)
    by_id, before = by.id if by else None, incident.stage
    set_impact(incident, impact)
    word = Word(stage, source, body.html, by_id, states, next_update_at, shown_at, deliver, once)
    update = say(incident, word)
    note("update", "incident", incident.id, by_id, stage=stage)
    tell(incident, update, before)
    return update


def set_impact(incident: Incident, impact: str) -> None:
    """What a person says counts more than what the components say, until they take it back."""
    if impact == KEEP:
        return
    incident.impact_override = impact if impact in IMPACTS else None


def tell(incident: Incident, update: IncidentUpdate, before: str) -> None:
    """Record what this word means; one that was put into the past is no news."""
    if not is_newest(incident.id, update.shown_at):
        outbox.record(HistoryFilled(incident.id))
        return
    fact = _fact_of_plan if incident.is_maintenance else _fact_of_outage
    outbox.record(fact(before, update.stage)(incident.id, update.id))


def _fact_of_outage(before: str, stage: str) -> type:
    if stage == "postmortem":
        return PostmortemPublished
    return IncidentResolved if stage in OVER and before not in OVER else IncidentUpdated


def _fact_of_plan(before: str, stage: str) -> type:
    if before == stage:
        return MaintenanceUpdated
    known = {
        "in_progress": MaintenanceStarted if before == "scheduled" else MaintenanceUpdated,
        "completed": MaintenanceFinished,
        "cancelled": MaintenanceCancelled,
    }
    return known.get(stage, MaintenanceUpdated)

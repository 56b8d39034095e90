"""The verbs of an outage: open, update, resolve. The components follow what is not over."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from community import caching, outbox
from community.accounts.models import User
from community.caching.freshness import EVERYTHING
from community.clock import now
from community.extensions import db, hold
from community.journal import note
from community.markup.result import Rendered
from community.status.events import IncidentOpened, IncidentResolved, IncidentUpdated
from community.status.models import (
    COMPONENT_STATES,
    IMPACT_OF,
    IMPACTS,
    OVER,
    AffectedComponent,
    Component,
    ComponentSpell,
    Incident,
    IncidentUpdate,
)

States = Mapping[int, str]  # component's id -> the state the incident puts it in


def open_incident(
    title: str,
    source: str,
    body: Rendered,
    states: States,
    by: User | None,
    stage: str = "investigating",
    next_update_at: datetime | None = None,
    once: str | None = None,
) -> Incident:
    """Say that something is wrong; it stands on every page at once."""
    hold("incident", once)
    twin = once and db.session.scalar(select(Incident).where(Incident.once == once))
    if twin:
        return twin
    incident = Incident(title=title, by_id=by.id if by else None, once=once)
    db.session.add(incident)
    db.session.flush()
    update = _say(incident, stage, source, body, states, by, next_update_at, once)
    note("open", "incident", incident.id, by.id if by else None)
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
) -> IncidentUpdate:
    """One more word; a stage that is over ends the outage and frees its components."""
    hold("incident", once)
    twin = once and db.session.scalar(select(IncidentUpdate).where(IncidentUpdate.once == once))
    if twin:
        return twin
    ends = stage in OVER and not incident.is_over
    update = _say(incident, stage, source, body, states, by, next_update_at, once)
    note("update", "incident", incident.id, by.id if by else None, stage=stage)
    fact = IncidentResolved if ends else IncidentUpdated
    outbox.record(fact(incident.id, update.id))
    return update


def _say(
    incident: Incident,
    stage: str,
    source: str,
    body: Rendered,
    states: States,
    by: User | None,
    next_update_at: datetime | None,
    once: str | None,
) -> IncidentUpdate:
    update = IncidentUpdate(
        incident_id=incident.id,
        stage=stage,
        source=source,
        html=body.html,
        by_id=by.id if by else None,
        once=once,
    )
    db.session.add(update)
    _move_to(incident, stage)
    incident.next_update_at = None if stage in OVER else next_update_at
    _affect(incident, states)
    db.session.flush()
    follow_incidents()
    caching.touch(EVERYTHING)  # the banner is part of every page
    return update


def _move_to(incident: Incident, stage: str) -> None:
    moment = now()
    incident.stage, incident.updated_at = stage, moment
    if stage == "monitoring":
        incident.monitoring_at = incident.monitoring_at or moment
    if stage in OVER:
        incident.resolved_at = incident.resolved_at or moment
    else:
        incident.resolved_at = None  # it came back: the same incident goes on


def _affect(incident: Incident, states: States) -> None:
    """Write the components' states, keeping the worst for the impact."""
    rows = {
        row.component_id: row
        for row in db.session.scalars(
            select(AffectedComponent).where(AffectedComponent.incident_id == incident.id)
        )
    }
    for component_id, state in states.items():
        row = rows.get(component_id)
        if row is None:
            row = AffectedComponent(
                incident_id=incident.id, component_id=component_id, state=state, worst=state
            )
            rows[component_id] = row
            db.session.add(row)
        row.state, row.worst = state, worse(row.worst, state)
    worst = [IMPACT_OF[row.worst] for row in rows.values()]
    incident.impact = max(worst, key=IMPACTS.index, default="none")


def worse(one: str, other: str) -> str:
    return max(one, other, key=COMPONENT_STATES.index)


def follow_incidents() -> None:
    """Every component takes the worst state that an incident not over gives it."""
    wanted: dict[int, tuple[str, int | None]] = {}
    running = db.session.execute(
        select(AffectedComponent.component_id, AffectedComponent.state, Incident.id)
        .join(Incident, Incident.id == AffectedComponent.incident_id)
        .where(Incident.stage.not_in(OVER))
    )
    for component_id, state, incident_id in running:
        kept = wanted.get(component_id, ("operational", None))
        if worse(kept[0], state) != kept[0]:
            wanted[component_id] = (state, incident_id)
    for component in db.session.scalars(select(Component)):
        state, cause = wanted.get(component.id, ("operational", None))
        if component.state != state:
            _change(component, state, cause)


def _change(component: Component, state: str, incident_id: int | None) -> None:
    moment = now()
    spell = db.session.scalar(
        select(ComponentSpell).where(
            ComponentSpell.component_id == component.id, ComponentSpell.ended_at.is_(None)
        )
    )
    if spell:
        spell.ended_at = moment
    component.state, component.updated_at = state, moment
    db.session.add(
        ComponentSpell(
            component_id=component.id, state=state, incident_id=incident_id, began_at=moment
        )
    )

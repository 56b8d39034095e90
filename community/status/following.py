"""Components take the worst state that what is running gives them, and remember how long."""

from datetime import datetime

from sqlalchemy import select

from community import outbox
from community.clock import now
from community.extensions import db
from community.status.events import ComponentStateChanged
from community.status.models import (
    COMPONENT_STATES,
    RUNNING,
    AffectedComponent,
    Component,
    ComponentSpell,
    Incident,
)


def worse(one: str, other: str) -> str:
    return max(one, other, key=COMPONENT_STATES.index)


def follow_incidents() -> None:
    """Every component on the page takes the worst state that something running gives it."""
    db.session.flush()
    wanted: dict[int, tuple[str, int | None]] = {}
    running = db.session.execute(
        select(AffectedComponent.component_id, AffectedComponent.state, Incident.id)
        .join(Incident, Incident.id == AffectedComponent.incident_id)
        .where(Incident.stage.in_(RUNNING))
    )
    for component_id, state, incident_id in running:
        kept = wanted.get(component_id, ("operational", None))
        if worse(kept[0], state) != kept[0]:
            wanted[component_id] = (state, incident_id)
    for component in db.session.scalars(select(Component).where(Component.archived_at.is_(None))):
        state, cause = wanted.get(component.id, ("operational", None))
        if component.state != state:
            change(component, state, cause)


def change(component: Component, state: str, incident_id: int | None) -> None:
    """End the spell it is in and begin another."""
    moment = now()
    spell = db.session.scalar(
        select(ComponentSpell).where(
            ComponentSpell.component_id == component.id, ComponentSpell.ended_at.is_(None)
        )
    )
    if spell:
        spell.ended_at = moment
    outbox.record(ComponentStateChanged(component.id, component.state, state))
    component.state, component.updated_at = state, moment
    add_spell(component.id, state, incident_id, moment)


def add_spell(
    component_id: int,
    state: str,
    incident_id: int | None,
    began_at: datetime,
    ended_at: datetime | None = None,
) -> None:
    db.session.add(
        ComponentSpell(
            component_id=component_id,
            state=state,
            incident_id=incident_id,
            began_at=began_at,
            ended_at=ended_at,
        )
    )

"""One word about an incident: written down, and what it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from community import caching, outbox
from community.caching.freshness import EVERYTHING
from community.clock import now
from community.extensions import db
from community.status.events import NextWordDue
from community.status.following import follow_incidents, worse
from community.status.models import (
    IMPACT_OF,
    IMPACTS,
    OVER,
    RUNNING,
    AffectedComponent,
    Component,
    Incident,
    IncidentUpdate,
)

States = Mapping[int, str]  # component's id -> the state the incident puts it in
LONG_SILENCE = timedelta(hours=4)  # without a promise staff are reminded after this


@dataclass(frozen=True)
class Word:
    """What is told: in which stage, in which words, with which states of components."""

    stage: str
    source: str
    html: str
    by_id: int | None = None
    states: States = field(default_factory=dict)
    next_update_at: datetime | None = None
    #: its place in the past; None for now
    shown_at: datetime | None = None
    deliver: bool = True
    once: str | None = None


def said_before(once: str | None) -> IncidentUpdate | None:
    """What this very form has published already: somebody pressed twice."""
    if not once:
        return None
    return db.session.scalar(select(IncidentUpdate).where(IncidentUpdate.once == once))


def say(incident: Incident, word: Word) -> IncidentUpdate:
    """Write it down. The newest moves the incident and its components; one that belongs further
    back in the timeline only takes its place there, and calls nobody."""
    moment = now()
    shown_at = word.shown_at or moment
    moves = is_newest(incident.id, shown_at)
    update = IncidentUpdate(
        incident_id=incident.id,
        stage=word.stage,
        source=word.source,
        html=word.html,
        by_id=word.by_id,
        once=word.once,
        shown_at=shown_at,
        deliver=word.deliver and moves,
        created_at=moment,
        parts=[],
    )
    db.session.add(update)
    if moves:
        before = incident.stage
        _move_to(incident, word.stage, shown_at)
        incident.next_update_at = word.next_update_at if incident.is_running else None
        update.parts = affect(incident, word.states, before)
        follow_incidents()
    db.session.flush()
    if moves and incident.is_running:
        due = incident.next_update_at or now() + LONG_SILENCE
        outbox.record(NextWordDue(incident.id, update.id), at=due)
    caching.touch(EVERYTHING)  # the banner is part of every page
    return update


def is_newest(incident_id: int, shown_at: datetime) -> bool:
    """Whether nothing in the timeline stands after this moment."""
    later = select(IncidentUpdate.id).where(
        IncidentUpdate.incident_id == incident_id, IncidentUpdate.shown_at > shown_at
    )
    return db.session.scalar(later.limit(1)) is None


def _move_to(incident: Incident, stage: str, moment: datetime) -> None:
    incident.stage, incident.updated_at = stage, now()
    if stage in ("monitoring", "verifying"):
        incident.monitoring_at = incident.monitoring_at or moment
    if stage in OVER:
        incident.resolved_at = incident.resolved_at or moment
    else:
        incident.resolved_at = None  # it came back: the same incident goes on


def affect(incident: Incident, states: States, before: str) -> list[dict[str, Any]]:
    """Write the components' states, keep the worst for the impact, and answer what changed."""
    known = select(AffectedComponent).where(AffectedComponent.incident_id == incident.id)
    rows = {row.component_id: row for row in db.session.scalars(known)}
    held = {key: _holds(row.state, before) for key, row in rows.items()}
    for component_id, state in states.items():
        row = rows.get(component_id) or _add_row(incident.id, component_id, state)
        rows[component_id] = row
        row.state, row.worst = state, worse(row.worst, state)
    if incident.is_over:
        for row in rows.values():
            row.state = "operational"
    floor = "maintenance" if incident.is_maintenance else "none"
    worst = [IMPACT_OF[row.worst] for row in rows.values()]
    incident.impact = max([floor, *worst], key=IMPACTS.index)
    return _changes(incident, rows, held)


def _add_row(incident_id: int, component_id: int, state: str) -> AffectedComponent:
    row = AffectedComponent(
        incident_id=incident_id, component_id=component_id, state=state, worst=state
    )
    db.session.add(row)
    return row


def _changes(
    incident: Incident, rows: Mapping[int, AffectedComponent], held: Mapping[int, str]
) -> list[dict[str, Any]]:
    named = select(Component.id, Component.name).where(Component.id.in_(rows))
    names = {key: name for key, name in db.session.execute(named)}
    return [
        {
            "id": key,
            "name": names[key],
            "old": held.get(key, "operational"),
            "new": _holds(row.state, incident.stage),
        }
        for key, row in sorted(rows.items())
    ]


def _holds(state: str, stage: str) -> str:
    """The state an incident in this stage really gives its component."""
    return state if stage in RUNNING else "operational"

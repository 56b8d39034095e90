"""What stands under each address of the Statuspage API v2."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from community.clock import now
from community.extensions import db
from community.status import queries
from community.status.models import (
    COMPONENT_STATES,
    IMPACT_OF,
    IMPACTS,
    RUNNING,
    Component,
    Incident,
)
from community.status.v2 import shapes
from community.status.v2.shapes import Shape

LISTED = 50  # incidents, as many as the original lists
ACTIVE = ("in_progress", "verifying")

#: English on purpose: clients compare these words
DESCRIPTIONS = {
    "none": "All Systems Operational",
    "maintenance": "Service Under Maintenance",
    "minor": "Minor Service Outage",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
}


def summary() -> Shape:
    rows = queries.components()
    open_ones = _list(queries.whole().where(Incident.stage.in_((*RUNNING, "scheduled"))))
    running = [row for row in open_ones if not row.is_maintenance]
    planned = [row for row in open_ones if row.is_maintenance]
    planned.sort(key=lambda row: (row.scheduled_for, row.id))
    return {
        "page": _page(rows),
        "components": _components(rows),
        "incidents": [shapes.incident(row) for row in running],
        "scheduled_maintenances": [shapes.incident(row) for row in planned],
        "status": _verdict(rows, [row.severity for row in running]),
    }


def status() -> Shape:
    rows = queries.components()
    impact = func.coalesce(Incident.impact_override, Incident.impact)
    running = db.session.scalars(
        select(impact).where(Incident.stage.in_(RUNNING), Incident.scheduled_for.is_(None))
    )
    return {"page": _page(rows), "status": _verdict(rows, list(running))}


def components() -> Shape:
    rows = queries.components()
    return {"page": _page(rows), "components": _components(rows)}


def incidents() -> Shape:
    return _incidents("incidents", queries.outages().limit(LISTED))


def unresolved() -> Shape:
    running = queries.outages().where(Incident.stage.in_(RUNNING))
    return _incidents("incidents", running)


def maintenances() -> Shape:
    return _incidents("scheduled_maintenances", queries.maintenances().limit(LISTED))


def upcoming() -> Shape:
    return _incidents("scheduled_maintenances", queries.planned())


def active() -> Shape:
    working = queries.maintenances().where(Incident.stage.in_(ACTIVE))
    return _incidents("scheduled_maintenances", working)


#: the address below /api/v2, without `.json`
DOCUMENTS: dict[str, Callable[[], Shape]] = {
    "summary": summary,
    "status": status,
    "components": components,
    "incidents": incidents,
    "incidents/unresolved": unresolved,
    "scheduled-maintenances": maintenances,
    "scheduled-maintenances/upcoming": upcoming,
    "scheduled-maintenances/active": active,
}


def _incidents(name: str, asked: Select[Any]) -> Shape:
    return {"page": _page(), name: [shapes.incident(row) for row in _list(asked)]}


def _list(asked: Select[Any]) -> list[Incident]:
    return list(db.session.scalars(asked))


def _page(rows: Sequence[Any] = ()) -> Shape:
    changes = [db.session.scalar(select(func.max(Incident.updated_at)))]
    if rows:
        changes += [row.Component.updated_at for row in rows]
    else:
        changes.append(db.session.scalar(select(func.max(Component.updated_at))))
    return shapes.page(max((at for at in changes if at), default=_never()))


def _never() -> datetime:
    """Nothing has ever been set up: the page is as new as this answer, to the day."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


def _components(rows: Sequence[Any]) -> list[Shape]:
    """Every group before its members; those without one come as their group's place says."""
    listed = []
    for group, members in groupby(rows, key=lambda row: row.ComponentGroup):
        parts = [row.Component for row in members]
        if group is not None:
            state = max((part.state for part in parts), key=COMPONENT_STATES.index)
            listed.append(shapes.group(group, parts, state))
        listed += [shapes.component(part) for part in parts]
    return listed


def _verdict(rows: Sequence[Any], impacts: list[str]) -> Shape:
    """The worst of what the components are in and what the running incidents weigh."""
    states = [IMPACT_OF[row.Component.state] for row in rows]
    worst = max([*states, *impacts], key=IMPACTS.index, default="none")
    return {"indicator": worst, "description": DESCRIPTIONS[worst]}

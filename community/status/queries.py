"""What the status page, the banner and the feeds read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from community.clock import now
from community.extensions import db
from community.status.models import (
    IMPACTS,
    OVER,
    RUNNING,
    AffectedComponent,
    Component,
    ComponentGroup,
    Incident,
)

MONTHLY = 300  # incidents of one month on its page; more than ten a day nobody reads
HISTORY = timedelta(days=14)  # what the status page shows below the running ones


def running() -> Select[Any]:
    return whole().where(Incident.stage.in_(RUNNING)).order_by(Incident.id.desc())


def planned() -> Select[Any]:
    return (
        whole().where(Incident.stage == "scheduled").order_by(Incident.scheduled_for, Incident.id)
    )


def outages() -> Select[Any]:
    """What nobody planned, newest first."""
    return newest_first(whole().where(Incident.scheduled_for.is_(None)))


def maintenances() -> Select[Any]:
    """What was planned, newest first."""
    return newest_first(whole().where(Incident.scheduled_for.is_not(None)))


def newest_first(incidents: Select[Any]) -> Select[Any]:
    return incidents.order_by(Incident.started_at.desc(), Incident.id.desc())


def recently_over() -> Select[Any]:
    since = now() - HISTORY
    return (
        whole()
        .where(Incident.stage.in_(OVER), Incident.started_at >= since)
        .order_by(Incident.started_at.desc(), Incident.id.desc())
        .limit(20)
    )


def whole() -> Select[Any]:
    """Incidents with their updates and components: three statements however many."""
    return select(Incident).options(
        selectinload(Incident.updates),
        selectinload(Incident.affected).joinedload(AffectedComponent.component),
    )


def components() -> Sequence[Any]:
    """The components on the page with the name of their group, in its order."""
    return db.session.execute(
        select(Component, ComponentGroup, ComponentGroup.name.label("group"))
        .outerjoin(ComponentGroup, ComponentGroup.id == Component.group_id)
        .where(Component.archived_at.is_(None))
        .order_by(
            # those without a group first: they would seem to belong to the one above them
            func.coalesce(ComponentGroup.position, -1),
            func.coalesce(ComponentGroup.id, 0),
            Component.position,
            Component.name,
        )
    ).all()


def groups() -> Sequence[ComponentGroup]:
    return db.session.scalars(
        select(ComponentGroup).order_by(ComponentGroup.position, ComponentGroup.id)
    ).all()


def touching(component_id: int) -> Select[Any]:
    """What runs or is planned and names this component."""
    return (
        select(Incident)
        .join(AffectedComponent, AffectedComponent.incident_id == Incident.id)
        .where(AffectedComponent.component_id == component_id)
        .where(Incident.stage.in_((*RUNNING, "scheduled")))
        .order_by(Incident.id)
    )


def between(since: datetime, until: datetime) -> Select[Any]:
    """Everything that began in this time, newest first."""
    began = (Incident.started_at >= since) & (Incident.started_at < until)
    return newest_first(whole().where(began, Incident.stage != "scheduled")).limit(MONTHLY)


def running_for_banner() -> list[dict[str, Any]]:
    """The little a banner says: what, which components, since when, next word by."""
    incidents = db.session.scalars(
        select(Incident)
        .where(Incident.stage.in_(RUNNING))
        .options(selectinload(Incident.affected).joinedload(AffectedComponent.component))
        .order_by(Incident.id.desc())
    )
    worst_first = sorted(incidents, key=lambda one: IMPACTS.index(one.severity), reverse=True)
    return [
        {
            "id": incident.id,
            "title": incident.title,
            "severity": incident.severity,
            "components": [row.component.name for row in incident.affected],
            "since": incident.started_at,
            "next_update_at": incident.next_update_at,
            "until": incident.scheduled_until,
            "path": incident.path,
        }
        for incident in worst_first
    ]

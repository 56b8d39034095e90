"""Parts of the product that can fail, and what went wrong with them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.clock import now
from community.extensions import db

#: from well to worst; the words of the Statuspage API
COMPONENT_STATES = (
    "operational",
    "under_maintenance",
    "degraded_performance",
    "partial_outage",
    "major_outage",
)
STAGES = ("investigating", "identified", "monitoring", "resolved", "postmortem")
MAINTENANCE_STAGES = ("scheduled", "in_progress", "verifying", "completed", "cancelled")
OVER = ("resolved", "postmortem", "completed", "cancelled")
#: it holds its components, and stands as a banner; what is only planned does neither
RUNNING = ("investigating", "identified", "monitoring", "in_progress", "verifying")
IMPACTS = ("none", "maintenance", "minor", "major", "critical")
IMPACT_OF = {
    "operational": "none",
    "under_maintenance": "maintenance",
    "degraded_performance": "minor",
    "partial_outage": "major",
    "major_outage": "critical",
}


class ComponentGroup(db.Model):
    """Components that people think of together."""

    __tablename__ = "component_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int] = mapped_column(default=0)


class Component(db.Model):
    """A part of the product; its state follows the incidents that are not over."""

    __tablename__ = "components"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(300), default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("component_groups.id"))
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(24), default="operational")
    #: taken off the page; what it was part of still names it
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class Incident(db.Model):
    """An outage, or planned work, with its updates. Its stage is that of the newest update."""

    __tablename__ = "incidents"
    __table_args__ = (Index("ix_incidents_started", "started_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    stage: Mapped[str] = mapped_column(String(16), default="investigating")
    #: the worst its components have been; what a person sets by hand wins
    impact: Mapped[str] = mapped_column(String(12), default="none")
    impact_override: Mapped[str | None] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    once: Mapped[str | None] = mapped_column(String(40), unique=True)
    started_at: Mapped[datetime] = mapped_column(default=now)
    monitoring_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    #: when the next word was promised
    next_update_at: Mapped[datetime | None]
    #: told after it was over, for the record: nobody was alarmed
    backfilled: Mapped[bool] = mapped_column(default=False)
    #: planned work has these five; an outage has none of them
    scheduled_for: Mapped[datetime | None]
    scheduled_until: Mapped[datetime | None]
    starts_itself: Mapped[bool] = mapped_column(default=False)
    ends_itself: Mapped[bool] = mapped_column(default=False)
    #: how often it was planned anew: what was set to ring for an earlier plan does nothing
    plan: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)

    updates: Mapped[list["IncidentUpdate"]] = relationship(
        lazy="raise", order_by="IncidentUpdate.shown_at.desc(), IncidentUpdate.id.desc()"
    )
    affected: Mapped[list["AffectedComponent"]] = relationship(lazy="raise")

    @property
    def is_over(self) -> bool:
        return self.stage in OVER

    @property
    def is_running(self) -> bool:
        return self.stage in RUNNING

    @property
    def is_maintenance(self) -> bool:
        return self.scheduled_for is not None

    @property
    def published_at(self) -> datetime:
        """When people could first read of it, or when it began if that is told afterwards."""
        return min(self.started_at, self.created_at)

    @property
    def stages(self) -> tuple[str, ...]:
        return MAINTENANCE_STAGES if self.is_maintenance else STAGES

    @property
    def severity(self) -> str:
        return self.impact_override or self.impact

    @property
    def path(self) -> str:
        return f"/status/incidents/{self.id}"


class IncidentUpdate(db.Model):
    """One word to everybody, with the stage it brings."""

    __tablename__ = "incident_updates"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    once: Mapped[str | None] = mapped_column(String(40), unique=True)
    #: the components as it left them: id, name at that time, state before and after
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: its place in the timeline; earlier than created_at when it was added afterwards
    shown_at: Mapped[datetime] = mapped_column(default=now)
    #: whether those who follow hear of it; what was added afterwards alarms nobody
    deliver: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class IncidentTemplate(db.Model):
    """Wording staff have agreed on while nothing was on fire."""

    __tablename__ = "incident_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    #: which words it is offered for; None for all
    stage: Mapped[str | None] = mapped_column(String(16))
    body: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(default=now)


class AffectedComponent(db.Model):
    """A component in an incident, in the state this incident puts it in."""

    __tablename__ = "affected_components"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    component_id: Mapped[int] = mapped_column(
        ForeignKey("components.id"), primary_key=True, index=True
    )
    state: Mapped[str] = mapped_column(String(24))
    #: the worst it has been, which the incident's impact remembers
    worst: Mapped[str] = mapped_column(String(24))

    component: Mapped[Component] = relationship(lazy="raise")


class ComponentSpell(db.Model):
    """How long a component was in which state: for history bars and uptime."""

    __tablename__ = "component_spells"
    __table_args__ = (Index("ix_component_spells_began", "component_id", "began_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    component_id: Mapped[int] = mapped_column(ForeignKey("components.id"))
    state: Mapped[str] = mapped_column(String(24))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))
    began_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

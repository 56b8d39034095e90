"""What happens to the product, as facts others may react to.

Who tells people reads the update first: one with `deliver` off is for those who look, not for
those who are called. What was filled in afterwards is never news.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class IncidentOpened:
    """Something is wrong, and everybody may know."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class IncidentUpdated:
    """One more word about an incident; also when it came back after its end."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class IncidentResolved:
    """It is over; its components are free again."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class PostmortemPublished:
    """What happened and what was learned can be read."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class HistoryFilled:
    """Something was added to the past, for the record: nobody is called."""

    incident_id: int


@dataclass(frozen=True)
class MaintenanceScheduled:
    """Work is planned, and everybody may know when."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class MaintenanceRescheduled:
    """Planned or running work has other times now."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class MaintenanceReminded:
    """Planned work begins within the hour."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class MaintenanceStarted:
    """Planned work has begun, by itself or by a person's word."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class MaintenanceUpdated:
    """One more word about planned work."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class MaintenanceFinished:
    """Planned work is done; its components are free again."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class MaintenanceCancelled:
    """Planned work will not happen."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class MaintenanceDue:
    """A moment of a plan has come: its reminder, its start or its end."""

    incident_id: int
    what: str
    plan: int


@dataclass(frozen=True)
class NextWordDue:
    """The moment has come by which another word was promised, or silence has lasted long."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class NextWordMissed:
    """The promised word has not come, or planned work waits for somebody: staff must know."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class ComponentStateChanged:
    """A component went from one state to another, because of an incident or its end."""

    component_id: int
    old_state: str
    new_state: str


@dataclass(frozen=True)
class ComponentsArranged:
    """Staff added, renamed, ordered, archived or restored parts of the page."""

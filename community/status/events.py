"""What happens to the product, as facts others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IncidentOpened:
    incident_id: int
    update_id: int


@dataclass(frozen=True)
class IncidentUpdated:
    incident_id: int
    update_id: int


@dataclass(frozen=True)
class IncidentResolved:
    incident_id: int
    update_id: int

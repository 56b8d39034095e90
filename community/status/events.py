"""What happens to the product, as facts others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IncidentOpened:
    """Something is wrong, and everybody may know."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class IncidentUpdated:
    """One more word about a running incident."""

    incident_id: int
    update_id: int


@dataclass(frozen=True)
class IncidentResolved:
    """It is over; its components are free again."""

    incident_id: int
    update_id: int

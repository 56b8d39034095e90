"""Who may decide at the desk."""

from typing import Any

from community.desk.duties import holds
from community.guards import staff_only


def can_lead(user: Any) -> bool:
    """Set targets, name who leads and who is on call: administrators and leads, while they are
    of staff at all."""
    return bool(staff_only(user) and (user.is_admin or holds(user.id, "lead")))

"""Who may decide about a group."""

from typing import Any

from community.desk.groups import reading
from community.desk.policy import can_lead
from community.guards import staff_only


def can_change_group(user: Any, group_id: int) -> bool:
    """Who leads the desk, and who leads the group."""
    return can_lead(user) or bool(staff_only(user) and reading.leads(user.id, group_id))

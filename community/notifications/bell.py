"""The bell in the header of every page of a signed-in person."""

from typing import Any

from community.guards import me
from community.notifications.channels import in_app


def feed(subject: Any) -> dict[str, Any] | None:
    user = me()
    return {"count": in_app.unread_count(user)} if user else None

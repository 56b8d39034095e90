"""Keep a person out for a while; their words stay."""

from datetime import datetime

from community import journal, outbox
from community.accounts import sessions
from community.accounts.events import PersonSuspended, SuspensionLifted
from community.accounts.models import User
from community.clock import now


def suspend(user: User, until: datetime, by: User | None = None, reason: str = "") -> None:
    """Until then the person cannot sign in; open sessions end at once. Inside writing()."""
    if until <= now():
        raise ValueError("A suspension ends in the future.")
    user.suspended_until = until
    journal.note(
        "suspend", "user", user.id, by.id if by else None, until=until.isoformat(), reason=reason
    )
    sessions.end_all(user.id, "suspended")
    outbox.record(PersonSuspended(user.id))


def lift(user: User, by: User | None = None, reason: str = "") -> None:
    """End a suspension early. Inside writing()."""
    if not user.is_suspended:
        return
    user.suspended_until = None
    journal.note("lift_suspension", "user", user.id, by.id if by else None, reason=reason)
    outbox.record(SuspensionLifted(user.id))

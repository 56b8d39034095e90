"""Who may do what to whom."""

from community.accounts.models import User


def can_suspend(user: User | None, person: User) -> bool:
    """Moderators keep customers out, administrators anybody; nobody themselves."""
    if user is None or user.id == person.id or not user.is_moderator or person.closed_at:
        return False
    return user.is_admin or not person.is_team

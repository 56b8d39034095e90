"""Who may announce."""

from community.accounts.models import User


def can_announce(user: User | None) -> bool:
    return user is not None and user.is_active and user.is_marketing

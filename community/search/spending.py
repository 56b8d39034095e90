"""How often one may search: members for themselves, visitors together with all who share their
address, and the hints while somebody types apart from both."""

from community import ratelimit
from community.accounts.models import User


def a_search(user: User | None) -> None:
    """Count one search; raises TooManyRequests past the limit."""
    _spend("search", user)


def a_hint(user: User | None) -> None:
    """Count one list of suggestions or similar questions."""
    _spend("suggest", user)


def _spend(name: str, user: User | None) -> None:
    if user:
        ratelimit.spend(name, user.id)
    else:
        ratelimit.spend(f"{name}_visitor", ratelimit.address())

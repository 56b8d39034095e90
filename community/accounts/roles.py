"""Give and take roles. Every change is noted and ends the person's sessions, so that nobody
works on with rights they no longer have."""

from community import journal, outbox
from community.accounts import sessions
from community.accounts.events import RolesChanged
from community.accounts.models import ROLES, User


class UnknownRole(ValueError):
    """There is no such role."""


def grant(user: User, role: str, by: User | None = None) -> None:
    """Inside writing(). `by` is None on the command line."""
    _change(user, "grant", role, user.role_set | {_known(role)}, by)


def revoke(user: User, role: str, by: User | None = None) -> None:
    """Inside writing(). A person without any role stays a customer."""
    _change(user, "revoke", role, user.role_set - {_known(role)}, by)


def _known(role: str) -> str:
    if role not in ROLES:
        raise UnknownRole(role)
    return role


def _change(user: User, act: str, role: str, wanted: frozenset[str], by: User | None) -> None:
    wanted = wanted or frozenset({"customer"})
    if wanted == user.role_set:
        return
    user.roles = ",".join(name for name in ROLES if name in wanted)
    journal.note(act, "user", user.id, by.id if by else None, role=role)
    sessions.end_all(user.id, "roles_changed")
    outbox.record(RolesChanged(user.id))

"""What happens to people, as facts for the rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionsEnded:
    """Some or all sessions of a person were ended; their sockets must close too."""

    user_id: int
    session_id: int | None  # None: all of them


@dataclass(frozen=True)
class KeyMailWanted:
    """A link or code waits to be mailed."""

    key_id: int


@dataclass(frozen=True)
class KeyOutlived:
    """A key is long past its end; recorded for that time when it is made."""

    key_id: int


@dataclass(frozen=True)
class EmailChanged:
    """A person has a new address; the old one should hear of it."""

    user_id: int
    old_email: str


@dataclass(frozen=True)
class PasswordChanged:
    """Whoever owns the address should know, in case it was not them."""

    user_id: int


@dataclass(frozen=True)
class PersonJoined:
    """Someone has an account now."""

    user_id: int


@dataclass(frozen=True)
class RolesChanged:
    """A person may do more or less than before."""

    user_id: int


@dataclass(frozen=True)
class PersonSuspended:
    """A person may not sign in for a while."""

    user_id: int


@dataclass(frozen=True)
class SuspensionLifted:
    """A person may sign in again before the time."""

    user_id: int


@dataclass(frozen=True)
class ProfileChanged:
    """A person is shown differently from now on."""

    user_id: int


@dataclass(frozen=True)
class TierChanged:
    """An organisation has another tier: its people's questions may be due at other times."""

    organisation_id: int


@dataclass(frozen=True)
class CustomerAssigned:
    """A person belongs to another organisation, or to none."""

    user_id: int

"""What people change about their own account; others who could be hurt by it hear of it."""

from community import caching, outbox
from community.accounts import one_time, people, sessions
from community.accounts.events import EmailChanged, KeyMailWanted, PasswordChanged, ProfileChanged
from community.accounts.models import OneTimeKey, User
from community.clock import now
from community.extensions import db

RESET = "reset_password"
NEW_EMAIL = "change_email"


def owner_of(row: OneTimeKey | None) -> User | None:
    """The person a key was made for, while the account is there."""
    user = db.session.get(User, row.user_id) if row and row.user_id else None
    return user if user and user.closed_at is None else None


def reset_password(user: User, password_hash: str) -> None:
    """By a mailed link: proves the address, ends every session. Inside writing()."""
    people.confirm_email(user)
    _set_password(user, password_hash, keep=None)


def change_password(user: User, password_hash: str, keep: int | None) -> None:
    """By the person; all sessions end but the one it was done in. Inside writing()."""
    _set_password(user, password_hash, keep)


def _set_password(user: User, password_hash: str, keep: int | None) -> None:
    user.password_hash = password_hash
    for purpose in (RESET, NEW_EMAIL, one_time.SIGN_IN_CODE):  # an intruder may have asked
        one_time.void(purpose, user.id)
    sessions.end_all(user.id, "password_changed", keep)
    outbox.record(PasswordChanged(user.id))


def ask_new_email(user: User, email: str) -> OneTimeKey:
    """Only the newest link works: an earlier one may have gone to a stranger. Inside writing()."""
    one_time.void(NEW_EMAIL, user.id)
    row, _key = one_time.make(NEW_EMAIL, email, user)
    outbox.record(KeyMailWanted(row.id))
    return row


def change_email(user: User, email: str) -> bool:
    """False if someone else has the address by now. Inside writing()."""
    other = people.by_email(email)
    if other and other.id != user.id:
        return False
    old, user.email, user.email_confirmed_at = user.email, email.lower(), now()
    for purpose in (RESET, NEW_EMAIL, one_time.SIGN_IN_CODE):
        one_time.void(purpose, user.id)
    if old and old.lower() != email.lower():
        outbox.record(EmailChanged(user.id, old))
    return True


def change_profile(user: User, **values: str | None) -> None:
    """Name, about, time zone, language; department and title of the team. Inside writing()."""
    for field, value in values.items():
        setattr(user, field, value)
    caching.touch(f"user:{user.id}")
    outbox.record(ProfileChanged(user.id))

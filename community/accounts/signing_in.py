"""Who is it? Password checks take as long for unknown addresses as for known ones."""

from community import ratelimit
from community.accounts import passwords, people
from community.accounts.models import User
from community.extensions import db, writing


class Suspended(Exception):
    """The password is right, but this person may not come in for now."""

    def __init__(self, user: User) -> None:
        self.user = user


def with_password(email: str, password: str) -> User | None:
    """The person, if address and password belong together. Hashes, so never inside writing().

    Raises TooManyRequests after many wrong tries, and Suspended.
    """
    ratelimit.spend("sign_in_anyone", ratelimit.address())
    tries = ("sign_in", ratelimit.address(), email.lower())
    ratelimit.look(*tries)
    user = people.by_email(email)
    kept = user.password_hash if user else None
    db.session.rollback()
    if not passwords.matches(kept, password) or user is None or user.closed_at:
        ratelimit.spend(*tries)
        return None
    if user.is_suspended:
        raise Suspended(user)
    if passwords.outdated(kept or ""):
        _hash_again(user, password)
    return user


def proves(user: User, password: str) -> bool:
    """Whether the signed-in person knows the password; people without one prove it by being
    signed in through their mail."""
    kept = user.password_hash
    if kept is None:
        return True
    tries = ("sign_in", "proof", user.id)
    ratelimit.look(*tries)
    right = passwords.matches(kept, password)
    if not right:
        ratelimit.spend(*tries)
    return right


def _hash_again(user: User, password: str) -> None:
    stronger = passwords.hash_password(password)
    with writing():
        user.password_hash = stronger

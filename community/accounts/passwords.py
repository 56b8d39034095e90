"""Argon2 hashes, made outside the server's loop."""

from collections.abc import Sequence
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from community import offload

MIN_LENGTH = 10  # characters; length beats rules about signs
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Takes a tenth of a second: never inside writing()."""
    return offload.call(_hasher.hash, password, pool="hashing")


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; spends the same time where there is no hash."""
    right = offload.call(_verify, password_hash, password, pool="hashing")
    return right and bool(password_hash)


def _verify(password_hash: str | None, password: str) -> bool:
    try:
        return _hasher.verify(password_hash or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    return _hasher.check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """A hash that nothing matches; made when first needed, since hashing takes its time."""
    return _hasher.hash("nobody has this password")


#: what lists of stolen passwords begin with, of those that are long enough for us
EASY = frozenset(
    [
        "1234567890",
        "0123456789",
        "12345678910",
        "123456789a",
        "password12",
        "password123",
        "password1234",
        "qwertyuiop",
        "qwerty12345",
        "qwerty123456",
        "1q2w3e4r5t",
        "iloveyou123",
        "abcdefghij",
        "abc1234567",
        "letmein123",
        "welcome123",
        "changeme123",
        "passw0rd123",
        "administrator",
        "1qaz2wsx3edc",
    ]
)


def is_easy(password: str, about: Sequence[str | None] = ()) -> bool:
    """Whether it is on top of every list, one sign again and again, or one's own name."""
    lower = password.lower()
    known = {text.lower() for text in about if text}
    known |= {text.partition("@")[0] for text in known}
    return lower in EASY or lower in known or len(set(lower)) < 3

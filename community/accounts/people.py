"""How a person comes to be: signs up and confirms, or is known by a mail address alone."""

import re
import secrets
import unicodedata

from flask_babel import gettext as _
from sqlalchemy import func, select

from community import outbox
from community.accounts import naming, one_time
from community.accounts.events import PersonJoined
from community.accounts.models import OneTimeKey, User
from community.clock import now
from community.extensions import db, hold

SIGN_UP = "sign_up"


def by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def by_username(username: str) -> User | None:
    return db.session.scalar(select(User).where(func.lower(User.username) == username.lower()))


def apply(name: str, username: str, email: str, password_hash: str) -> tuple[OneTimeKey, str]:
    """Keep a sign-up until its mail address is confirmed. Inside writing().

    Nothing is made before that, so an unconfirmed stranger holds neither name nor address. An
    address that has an account gets a mail that says so: the page never tells.
    """
    data = {"name": name, "username": username, "password_hash": password_hash}
    row, key = one_time.make(SIGN_UP, email, by_email(email), data=data)
    return row, key


def join(row: OneTimeKey) -> User:
    """Make the account of a confirmed sign-up; the address may have got one meanwhile. Inside
    writing()."""
    hold("people")
    known = by_email(row.email)
    if known:
        return known
    data = row.data or {}
    user = _add(data["name"], free_username(data["username"]), row.email)
    user.password_hash = data["password_hash"]
    user.email_confirmed_at = now()
    return user


def find_or_make_by_email(email: str, name: str = "") -> User:
    """The person with this address; a new one has no password and an address that is not
    confirmed until a mailed key was redeemed (then call `confirm_email`). Inside writing()."""
    hold("people")
    user = by_email(email)
    if user:
        return user
    name = name or suggested_name(email)
    return _add(name, free_username(name.lower()), email)


def suggested_name(email: str) -> str:
    """What a stranger is called who said nothing else: not the address, which nobody is to see."""
    name = re.split(r"[^a-z]", email.lower(), maxsplit=1)[0].capitalize()
    fits = len(name) > 1 and not naming.name_problem(name) and not naming.imitates_the_team(name)
    return name if fits else _("Guest")


def confirm_email(user: User) -> None:
    """The person proved to read this address. Inside writing()."""
    user.email_confirmed_at = user.email_confirmed_at or now()


def _add(name: str, username: str, email: str) -> User:
    user = User(name=name, username=username, email=email.lower(), roles="customer")
    db.session.add(user)
    db.session.flush()
    outbox.record(PersonJoined(user.id))
    return user


def free_username(wish: str) -> str:
    """The wished name made fit, with a number behind it if someone has it already."""
    base = _fit(wish)
    if base and naming.username_problem(base) is None and not naming.imitates_the_team(base):
        for candidate in (base, *(f"{base}{n}" for n in range(2, 10))):
            if not naming.is_username_taken(candidate):
                return candidate
    else:
        base = "member"
    while naming.is_username_taken(candidate := f"{base}{secrets.randbelow(900_000) + 100_000}"):
        pass
    return candidate


def _fit(wish: str) -> str:
    plain = unicodedata.normalize("NFKD", wish.partition("+")[0])
    plain = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", plain)[:20].strip("_.-")

"""An imported author takes over their account: a mailed link, a page with one button."""

from datetime import timedelta

from sqlalchemy import select

from community import outbox
from community.accounts import one_time, people
from community.accounts.events import KeyMailWanted
from community.accounts.handlers import Letter, letters
from community.accounts.models import OneTimeKey, User
from community.extensions import db
from community.forms import is_mail
from community.imports.models import ExternalId
from community.journal import note

PURPOSE = "claim_account"
LIFETIME = timedelta(days=14)  # people move house slowly


def offer(source: str, external_id: str, email: str) -> str | None:
    """Mail the link; answers why not, where it cannot be done. Inside writing()."""
    user = db.session.scalar(
        select(User)
        .join(ExternalId, ExternalId.local_id == User.id)
        .where(
            ExternalId.source == source,
            ExternalId.kind == "person",
            ExternalId.external_id == external_id,
        )
    )
    if user is None:
        return f"Nobody was imported from {source} with the id {external_id}."
    if user.email:
        return f"{user.username} has been claimed already."
    if not is_mail(email):
        return f"{email} does not look like a mail address."
    if people.by_email(email):
        return f"{email} belongs to another account here."
    row, _key = one_time.make(PURPOSE, email, user, LIFETIME)
    outbox.record(KeyMailWanted(row.id))
    return None


def claim(key: str) -> User | None:
    """Use the link up: the account gets the address it was sent to. Inside writing()."""
    row = one_time.redeem(PURPOSE, key)
    user = db.session.get(User, row.user_id) if row else None
    if row is None or user is None or user.email or people.by_email(row.email):
        return None
    user.email = row.email
    people.confirm_email(user)
    note("claim", "user", user.id, by_id=user.id, source=user.imported_from)
    return user


def _letter(row: OneTimeKey) -> Letter:
    user = db.session.get(User, row.user_id)
    if user is None or user.email:
        return None
    return "imports/mail/claim", {"key": one_time.key_of(row), "source": user.imported_from}


letters[PURPOSE] = _letter

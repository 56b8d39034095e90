"""Secrets sent by mail: links and codes that work once, for one purpose, until they expire.

A key is derived from the application's secret and its row, so that the handler that mails it can
make it again: neither table nor outbox ever holds it.
"""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select, update

from community import outbox
from community.accounts.events import KeyOutlived
from community.accounts.models import OneTimeKey, User
from community.clock import now
from community.extensions import db

LINK_LIFETIME = timedelta(hours=24)  # mail may lie unread overnight
RESET_LIFETIME = timedelta(hours=1)
CODE_LIFETIME = timedelta(minutes=10)
CODE_TRIES = 5
KEPT = timedelta(days=7)  # after its end, to say "used or expired" and to look into trouble
SIGN_IN_CODE = "sign_in_code"


def make(
    purpose: str,
    email: str,
    user: User | None = None,
    lifetime: timedelta = LINK_LIFETIME,
    data: dict[str, Any] | None = None,
) -> tuple[OneTimeKey, str]:
    """A new key for a link. Inside writing()."""
    row = _add(purpose, email, user, lifetime, data)
    key = key_of(row)
    row.key_hash = hash_of(key)
    return row, key


def make_code(email: str, user: User | None) -> tuple[OneTimeKey, str]:
    """A six-digit code for signing in; only the newest of an address works. Inside writing()."""
    row = _add(SIGN_IN_CODE, email, user, CODE_LIFETIME, None)
    code = code_of(row)
    row.key_hash = _sign("code hash", row, code).hex()
    return row, code


def _add(
    purpose: str, email: str, user: User | None, lifetime: timedelta, data: dict[str, Any] | None
) -> OneTimeKey:
    moment = now()
    row = OneTimeKey(
        purpose=purpose,
        key_hash="",
        email=email.lower(),
        user_id=user.id if user else None,
        data=data,
        created_at=moment,
        expires_at=moment + lifetime,
    )
    db.session.add(row)
    db.session.flush()
    outbox.record(KeyOutlived(row.id), at=row.expires_at + KEPT)
    return row


def peek(purpose: str, key: str) -> OneTimeKey | None:
    """The row of a key that would still work; changes nothing, for pages that only show."""
    return db.session.scalar(
        select(OneTimeKey).where(
            OneTimeKey.purpose == purpose,
            OneTimeKey.key_hash == hash_of(key),
            OneTimeKey.used_at.is_(None),
            OneTimeKey.expires_at > now(),
        )
    )


def redeem(purpose: str, key: str) -> OneTimeKey | None:
    """Use a key up; None if it is wrong, used or expired. Inside writing()."""
    row = peek(purpose, key)
    return row if row and _use_up(row) else None


def try_code(email: str, code: str) -> OneTimeKey | None:
    """Use a code up, or count a wrong try. Inside writing(), which must commit either way."""
    row = db.session.scalar(
        select(OneTimeKey)
        .where(OneTimeKey.purpose == SIGN_IN_CODE, OneTimeKey.email == email.lower())
        .order_by(OneTimeKey.id.desc())
        .limit(1)
        .with_for_update()  # PostgreSQL: tries at the same moment count one by one
        .execution_options(populate_existing=True)
    )
    if not row or row.used_at or row.expires_at <= now() or row.tries >= CODE_TRIES:
        return None
    row.tries += 1
    right = hmac.compare_digest(row.key_hash, _sign("code hash", row, code).hex())
    return row if right and _use_up(row) else None


def void(purpose: str, user_id: int) -> None:
    """Make a person's open keys of one purpose useless. Inside writing()."""
    open_keys = update(OneTimeKey).where(
        OneTimeKey.purpose == purpose,
        OneTimeKey.user_id == user_id,
        OneTimeKey.used_at.is_(None),
    )
    db.session.execute(open_keys.values(used_at=now()))


def forget_outlived() -> None:
    """Delete keys past keeping, with the names and hashes of sign-ups nobody confirmed. Inside
    writing()."""
    db.session.execute(delete(OneTimeKey).where(OneTimeKey.expires_at <= now() - KEPT))


def _use_up(row: OneTimeKey) -> bool:
    db.session.flush()
    use = update(OneTimeKey).where(OneTimeKey.id == row.id, OneTimeKey.used_at.is_(None))
    result: Any = db.session.execute(use.values(used_at=now()))
    return result.rowcount == 1


def key_of(row: OneTimeKey) -> str:
    """The secret of a row's link, derived again."""
    return base64.urlsafe_b64encode(_sign("key", row)[:24]).decode()


def code_of(row: OneTimeKey) -> str:
    """The six digits of a row, derived again."""
    return f"{int.from_bytes(_sign('code', row)[:8]) % 1_000_000:06d}"


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _sign(use: str, row: OneTimeKey, *more: str) -> bytes:
    parts = (use, row.purpose, row.id, row.email, row.created_at.isoformat(), *more)
    secret = current_app.config["SETTINGS"].secret_key
    text = "\x00".join(map(str, parts))
    return hmac.new(f"one-time:{secret}".encode(), text.encode(), hashlib.sha256).digest()

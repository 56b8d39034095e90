"""What the company's own system knows of a customer: asked by one signed call, kept for minutes.

Only for a fragment that is fetched after its page: whoever waits for this waits for nothing else.
"""

import json
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from community import signing
from community.accounts.models import Organisation, User
from community.calling_out import CallFailed, call
from community.clock import now
from community.desk.handing_over.hearing_back import is_web_address
from community.extensions import db
from community.forms import clean_line, new_once
from config import BadSettings

SECONDS = 2.0  # staff look at the card for longer than that, but not at its empty place
KEPT, KEPT_FAILURE = 300.0, 20.0  # seconds
RESTS = 10.0  # seconds for which a system that let us wait is not asked about anybody
MOST_KEPT = 2_000  # customers
FIELDS, LABEL, VALUE, URL = 8, 40, 200, 500


@dataclass(frozen=True)
class Field:
    label: str
    value: str
    url: str | None = None


@dataclass(frozen=True)
class Known:
    """`fields` is None where the system could not be reached, or said nothing we understand."""

    fields: tuple[Field, ...] | None


_kept: dict[int, tuple[float, Known]] = {}
_rests_until = 0.0


def check_settings(app: Flask) -> None:
    secret = app.config["SETTINGS"].customer_lookup_secret
    if secret and not signing.is_secret(secret):
        raise BadSettings("CUSTOMER_LOOKUP_SECRET must be whsec_ and the base64 of 24 to 64 bytes.")


def forget() -> None:
    """For tests."""
    global _rests_until
    _kept.clear()
    _rests_until = 0.0


def known_of(user: User) -> Known | None:
    """None where there is nobody to ask, or nothing to ask by. Holds nothing of the database while
    it waits."""
    settings = current_app.config["SETTINGS"]
    who = _who(user) if settings.customer_lookup_url else None
    if who is None:
        return None
    key = user.id
    until, known = _kept.get(key, (0.0, Known(None)))
    if until > time.monotonic():
        return known
    if _rests_until > time.monotonic():
        return Known(None)
    db.session.rollback()
    found = _ask(settings.customer_lookup_url, settings.customer_lookup_secret, who)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    lasts = KEPT if found.fields is not None else KEPT_FAILURE
    _kept[key] = (time.monotonic() + lasts, found)
    return found


def _who(user: User) -> dict[str, Any] | None:
    """By an address they proved to be theirs, or by their company: what anybody can claim would
    show one customer's matters beside another's question."""
    firm_id = user.organisation_id
    firm = db.session.get(Organisation, firm_id) if firm_id else None
    mail = user.email if user.email_confirmed_at else None
    if mail is None and firm is None:
        return None
    return {
        "username": user.username,
        "name": user.name,
        "mail": mail,
        "organisation_id": firm.external_id if firm else None,
    }


def _ask(url: str, secret: str, who: dict[str, Any]) -> Known:
    global _rests_until
    said = {"type": "customer.lookup", "timestamp": now().isoformat(), "data": who}
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = signing.signed_headers(secret, f"lookup_{new_once()}", body)
    headers = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    try:
        answer = call(url, body, headers, seconds=SECONDS, trusted=True)
    except CallFailed as failed:
        if failed.why in ("too_slow", "unknown"):
            _rests_until = time.monotonic() + RESTS
        return Known(None)
    if answer.status == 404:
        return Known(())
    return Known(read_fields(answer.json()) if answer.is_good else None)


def read_fields(said: Any) -> tuple[Field, ...] | None:
    """At most eight, as plain short text; what is no field is left out. None: no list at all."""
    rows = said.get("fields") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        return None
    found = [_field(row) for row in rows[: 4 * FIELDS] if isinstance(row, dict)]
    return tuple(field for field in found if field)[:FIELDS]


def _field(row: dict[str, Any]) -> Field | None:
    label, value, url = row.get("label"), row.get("value"), row.get("url")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    shown = clean_line(str(value)[: 2 * VALUE])[:VALUE]
    name = clean_line(label[: 2 * LABEL])[:LABEL] if isinstance(label, str) else ""
    if not shown or not name:
        return None
    fits = isinstance(url, str) and len(url) <= URL and is_web_address(url)
    return Field(name, shown, url if fits else None)

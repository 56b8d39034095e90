"""Signatures of calls from server to server, in the way of Standard Webhooks.

Three headers: `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`: `v1,`
and the base64 of HMAC-SHA256 over `<id>.<timestamp>.<body>`. See docs/hand-over.md.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app

from community.clock import now

PREFIX = "whsec_"
WINDOW = timedelta(minutes=5)  # either way: clocks differ, and an old call is no new one
MOST_SIGNATURES = 8  # in one header: a sender has two while it changes its secret
_ID = re.compile(r"[A-Za-z0-9_-]{1,120}")  # no dot: it parts what is signed


class BadSignature(Exception):
    """Not from who knows the secret, or not now; the text says which."""


@dataclass(frozen=True)
class Signed:
    """Who signs tells a call apart by this id; at: the second in which it was signed."""

    id: str
    at: int


def secret_of(seed: str) -> str:
    """A secret made from SECRET_KEY and a seed: the database keeps the seed alone, so that nobody
    can sign who reads a backup."""
    key = current_app.config["SETTINGS"].secret_key.encode()
    digest = hmac.new(key, f"webhook-secret:{seed}".encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(digest).decode()


def signed_headers(secret: str, call_id: str, body: bytes) -> dict[str, str]:
    """The three headers of a call that leaves now."""
    at = int(now().timestamp())
    return {
        "webhook-id": call_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{_signature(secret, call_id, at, body)}",
    }


def check(secret: str, headers: Any, body: bytes) -> Signed:
    """Whose call this is, by its headers (a mapping that knows no case, or our spelling); raises
    BadSignature."""
    call_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split()[:MOST_SIGNATURES]
    if not _ID.fullmatch(call_id) or not re.fullmatch(r"[0-9]{1,12}", stamp) or not given:
        raise BadSignature("webhook-id, webhook-timestamp or webhook-signature is missing or odd.")
    at = int(stamp)
    if abs(now().timestamp() - at) > WINDOW.total_seconds():
        raise BadSignature("webhook-timestamp is more than five minutes away from our clock.")
    right = f"v1,{_signature(secret, call_id, at, body)}".encode()
    # compare all of them, as bytes: what is not ASCII cannot be compared as text
    found = [hmac.compare_digest(right, one.encode("utf-8", "replace")) for one in given]
    if not any(found):
        raise BadSignature("webhook-signature does not fit this body and our secret.")
    return Signed(call_id, at)


def is_secret(text: str) -> bool:
    """As long as the standard wants it: 24 to 64 bytes."""
    try:
        return text.startswith(PREFIX) and 24 <= len(_key(text)) <= 64
    except (binascii.Error, ValueError):
        return False


def _signature(secret: str, call_id: str, at: int, body: bytes) -> str:
    digest = hmac.new(_key(secret), f"{call_id}.{at}.".encode() + body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)

"""What they say of it: state, reference, a note for staff; each call once, none from the past."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from community import outbox
from community.clock import now
from community.desk.events import QueueChanged
from community.desk.handing_over.models import STATES, HandOver, HandOverStep
from community.extensions import db, hold
from community.forms import clean_line, clean_text
from community.signing import Signed

REFERENCE, URL, NOTE = 80, 500, 2_000  # characters
KNOWN = ("state", "reference", "url", "note")


class NotUnderstood(ValueError):
    """The body is not what docs/hand-over.md describes; the text says where."""


class TooLate(Exception):
    """It contradicts what is known; the text says how."""


@dataclass(frozen=True)
class Word:
    """What one call says; None: nothing about it."""

    state: str | None = None
    reference: str | None = None
    url: str | None = None
    note: str = ""


def read(said: Any) -> Word:
    """The body of a call, or of the answer to ours; raises NotUnderstood."""
    if not isinstance(said, dict):
        raise NotUnderstood("The body must be a JSON object.")
    found = {name: said[name] for name in KNOWN if said.get(name) is not None}
    if not found:
        raise NotUnderstood(f"The body has none of {', '.join(KNOWN)}.")
    for name, value in found.items():
        if not isinstance(value, str):
            raise NotUnderstood(f"{name} must be a text.")
    if found.get("state", STATES[0]) not in STATES:
        raise NotUnderstood(f"state must be one of {', '.join(STATES)}.")
    for name, most in (("reference", REFERENCE), ("url", URL), ("note", NOTE)):
        if len(found.get(name, "")) > most:
            raise NotUnderstood(f"{name} has more than {most} characters.")
    if found.get("url") and not is_web_address(found["url"]):
        raise NotUnderstood("url must begin with https:// or http://.")
    return Word(
        found.get("state"),
        clean_line(found.get("reference", "")) or None,
        found.get("url") or None,
        clean_text(found.get("note", "")),
    )


def is_web_address(text: str) -> bool:
    """Fit to be a link: http or https, a host, no space or control character."""
    if any(ord(c) <= 32 or ord(c) == 127 for c in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def note_call(one: HandOver, signed: Signed, body: bytes, word: Word) -> bool:
    """Take over what a signed call says; False if it was heard before. Inside writing(); raises
    TooLate."""
    hold("hand_over", one.thread_id)
    db.session.refresh(one)
    digest = hashlib.sha256(body).hexdigest()
    earlier = db.session.scalar(
        select(HandOverStep).where(
            HandOverStep.hand_over_id == one.id, HandOverStep.call_id == signed.id
        )
    )
    if earlier:
        if earlier.digest != digest:
            raise TooLate("This webhook-id was used before, with another body.")
        return False
    if one.ended_at:
        raise TooLate("Our team has closed this hand-over.")
    at = datetime.fromtimestamp(signed.at, UTC)
    if one.heard_at and at < one.heard_at:
        raise TooLate("A newer call about this hand-over was heard already.")
    one.heard_at = at
    _take_over(one, word)
    db.session.add(
        HandOverStep(
            hand_over_id=one.id,
            what="called",
            state=word.state,
            reference=word.reference,
            note=word.note,
            call_id=signed.id,
            digest=digest,
        )
    )
    outbox.record(QueueChanged(one.thread_id))
    return True


def _take_over(one: HandOver, word: Word) -> None:
    """Who calls about it has it, whatever became of our delivery."""
    one.reference, one.url = word.reference or one.reference, word.url or one.url
    if one.delivered_at is None:
        one.delivered_at, one.next_try_at, one.failure = now(), None, None
    state = word.state or one.state
    wants_us = state if state in ("done", "rejected") else None
    if wants_us != one.attention:
        one.attention, one.attention_at = wants_us, now() if wants_us else None
    one.state = state

"""The one-click stop of every mail: signed, without an end, without signing in."""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from community.clock import now
from community.extensions import db
from community.notifications import wishes
from community.notifications.kinds import EMAIL, KINDS, Kind
from community.notifications.models import Suppression


@dataclass(frozen=True)
class Stop:
    """A kind for a person, or everything to an address that belongs to nobody yet."""

    user_id: int | None = None
    kind: str | None = None
    address: str | None = None

    @property
    def label(self) -> Kind | None:
        return KINDS.get(self.kind or "")


def path_for(user_id: int, kind: str) -> str:
    return f"/stop/{_serializer().dumps([user_id, kind])}"


def path_for_address(address: str) -> str:
    return f"/stop/{_serializer().dumps([address.lower()])}"


def read(key: str) -> Stop | None:
    """What a key stops; None if we did not sign it, or the kind is no more."""
    try:
        values = _serializer().loads(key)
    except BadData:
        return None
    if len(values) == 1:
        return Stop(address=values[0])
    user_id, kind = values
    return Stop(user_id=user_id, kind=kind) if kind in KINDS else None


def carry_out(stop: Stop) -> None:
    """Inside writing(); safe to repeat."""
    if stop.address:
        suppress(stop.address, "stopped")
    elif stop.user_id and stop.kind:
        wishes.stop(stop.user_id, stop.kind, EMAIL)


def suppress(address: str, reason: str, detail: str = "") -> None:
    """No mail to this address any more. Inside writing()."""
    address = address.lower()[:254]
    if db.session.get(Suppression, address) is None:
        db.session.add(
            Suppression(address=address, reason=reason, detail=detail[:300], created_at=now())
        )


def is_suppressed(address: str) -> bool:
    found = select(Suppression.address).where(Suppression.address == address.lower())
    return db.session.scalar(found) is not None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="hearth.mail.stop")

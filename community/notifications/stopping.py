"""The one-click stop of every mail: signed, without an end, without signing in."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import delete, select

from community.clock import now
from community.extensions import db, hold
from community.notifications import wishes
from community.notifications.kinds import EMAIL, KINDS, Kind
from community.notifications.models import Suppression

#: then one mail may try again: a mailbox may be back, and who stopped us may come to ask something
SUPPRESSED_FOR = timedelta(days=30)


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
    """No mail to this address for a while. Inside writing()."""
    address = address.lower()[:254]
    hold("suppression", address)
    row = db.session.get(Suppression, address) or Suppression(address=address)
    row.reason, row.detail, row.created_at = reason, detail[:300], now()
    db.session.add(row)


def is_suppressed(address: str) -> bool:
    found = select(Suppression.address).where(
        Suppression.address == address.lower(), Suppression.created_at > now() - SUPPRESSED_FOR
    )
    return db.session.scalar(found) is not None


def lift(address: str) -> None:
    """Its owner pressed a link in a mail of ours: it works. Inside writing()."""
    db.session.execute(delete(Suppression).where(Suppression.address == address.lower()))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="hearth.mail.stop")

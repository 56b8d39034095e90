"""What people want to hear where: a few rows for those who changed something, defaults else."""

from collections.abc import Iterable

from sqlalchemy import select

from community.accounts.models import User
from community.clock import now
from community.extensions import db, hold
from community.notifications.kinds import CHANNELS, KINDS, kinds_for
from community.notifications.models import Wish

Wished = dict[tuple[int, str, str], bool]  # (person, kind, channel)


def wishes_of(user_ids: Iterable[int]) -> Wished:
    """What these people chose themselves; one statement."""
    rows = db.session.scalars(select(Wish).where(Wish.user_id.in_(list(user_ids))))
    return {(row.user_id, row.kind, row.channel): row.wanted for row in rows}


def wants(wished: Wished, user_id: int, kind: str, channel: str) -> bool:
    default: bool = getattr(KINDS[kind], channel)
    return wished.get((user_id, kind, channel), default)


def matrix(user: User) -> dict[str, dict[str, bool]]:
    """Kind and channel for the settings page."""
    wished = wishes_of([user.id])
    return {
        kind.name: {channel: wants(wished, user.id, kind.name, channel) for channel in CHANNELS}
        for kind in kinds_for(user)
    }


def wish(user_id: int, kind: str, channel: str, wanted: bool) -> None:
    """Inside writing()."""
    hold("wish", user_id)
    row = db.session.get(Wish, (user_id, kind, channel))
    if row is None:
        row = Wish(user_id=user_id, kind=kind, channel=channel, wanted=wanted)
        db.session.add(row)
    row.wanted, row.changed_at = wanted, now()


def stop(user_id: int, kind: str, channel: str) -> None:
    """One click in a mail: this kind, on this channel, never again. Inside writing()."""
    wish(user_id, kind, channel, False)

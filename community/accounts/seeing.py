"""When a session was last used: noted in memory, written every second, so that no page waits."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import update

from community.accounts.models import UserSession
from community.buffering import Flusher
from community.clock import now
from community.extensions import db, writing

FRESH = timedelta(seconds=60)  # seen within this is not written again
MOST_REMEMBERED = 50_000

_waiting: dict[str, datetime] = {}
_written: dict[str, datetime] = {}


def init_app(app: Flask) -> None:
    _waiting.clear()
    _written.clear()


def notice(key_hash: str) -> None:
    """Remember that this session is in use."""
    moment = now()
    last = _written.get(key_hash)
    if last and moment - last < FRESH:
        return
    _waiting[key_hash] = moment
    _flusher.soon()


def flush() -> None:
    """Write what was noticed."""
    if not _waiting:
        return
    noticed = dict(_waiting)
    with writing():
        for key_hash, moment in noticed.items():
            seen = update(UserSession).where(
                UserSession.key_hash == key_hash, UserSession.seen_at < moment
            )
            db.session.execute(seen.values(seen_at=moment))
    if len(_written) > MOST_REMEMBERED:
        _written.clear()
    _written.update(noticed)
    for key_hash, moment in noticed.items():
        if _waiting.get(key_hash) == moment:
            del _waiting[key_hash]


_flusher = Flusher(flush)

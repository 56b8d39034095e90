"""When a session was last used: noted in memory, written every second, so that no page waits."""

import logging
import threading
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import update

from community.accounts.models import UserSession
from community.clock import now
from community.extensions import db, writing

log = logging.getLogger(__name__)

FLUSH_AFTER = 1.0  # seconds; a killed process loses no more than that
FRESH = timedelta(seconds=60)  # seen within this is not written again
MOST_REMEMBERED = 50_000

_waiting: dict[str, datetime] = {}
_written: dict[str, datetime] = {}
_timer: threading.Timer | None = None


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
    if not current_app.testing:
        _flush_soon()


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


def _flush_soon() -> None:
    global _timer
    if _timer is None:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        _timer = threading.Timer(FLUSH_AFTER, _flush_in_background, [app])
        _timer.daemon = True
        _timer.start()


def _flush_in_background(app: Flask) -> None:
    global _timer
    _timer = None
    with app.app_context():
        try:
            flush()
        except Exception:
            log.exception("Last-seen times could not be written")

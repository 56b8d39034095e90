"""How far people have read: noted in memory, written once a second, never waited for."""

import logging
import threading
import time
from typing import Any

from flask import Flask, current_app
from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite

from community import caching
from community.clock import now
from community.extensions import db, is_sqlite, writing
from community.forum.acts import Reading

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds; a killed process forgets as much
_seen: dict[tuple[int, int], int] = {}  # (thread, person): the highest number
_lock = threading.Lock()
_flusher: threading.Thread | None = None


def saw(user_id: int, thread_id: int, number: int) -> None:
    """This person has read the thread up to this number."""
    global _flusher
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with _lock:
        key = (thread_id, user_id)
        _seen[key] = max(number, _seen.get(key, 0))
        if _flusher is None and not app.testing:
            _flusher = threading.Thread(target=_flush_later, args=(app,), daemon=True)
            _flusher.start()


def flush() -> None:
    """Write what was noted, in one statement."""
    with _lock:
        seen = dict(_seen)
        _seen.clear()
    if not seen:
        return
    moment = now()
    rows = [
        {"thread_id": thread_id, "user_id": user_id, "number": number, "read_at": moment}
        for (thread_id, user_id), number in sorted(seen.items())
    ]
    with writing():
        db.session.execute(_upsert(rows))
        caching.touch(*{tag_of_reader(user_id) for _thread_id, user_id in seen})


def tag_of_reader(user_id: int) -> str:
    """What hangs on how far this person has read."""
    return f"read_by:{user_id}"


def _upsert(rows: list[dict[str, Any]]) -> Any:
    insert: Any = sqlite.insert if is_sqlite() else postgresql.insert
    statement = insert(Reading).values(rows)
    greatest = func.max if is_sqlite() else func.greatest
    return statement.on_conflict_do_update(
        index_elements=["thread_id", "user_id"],
        set_={
            "number": greatest(Reading.number, statement.excluded.number),
            "read_at": statement.excluded.read_at,
        },
    )


def _flush_later(app: Flask) -> None:
    global _flusher
    time.sleep(PAUSE)
    with _lock:
        _flusher = None
    try:
        with app.app_context():
            flush()
    except Exception:  # a read mark is no reason to lose the thread that writes them
        log.exception("Read marks were not written.")

"""How far people have read: noted in memory, written once a second, never waited for."""

import threading
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite

from community import caching
from community.buffering import Flusher
from community.clock import now
from community.extensions import db, is_sqlite, writing
from community.forum.acts import Reading

_seen: dict[tuple[int, int], int] = {}  # (thread, person): the highest number
_lock = threading.Lock()


def saw(user_id: int, thread_id: int, number: int) -> None:
    """This person has read the thread up to this number."""
    with _lock:
        key = (thread_id, user_id)
        _seen[key] = max(number, _seen.get(key, 0))
    _flusher.soon()


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


_flusher = Flusher(flush)

"""Connections and what browsers may ask of them. Rooms are joined here, after checking."""

import time
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request, session
from flask_socketio import join_room, leave_room

from community.accounts import sessions
from community.accounts.models import UserSession
from community.accounts.readers import Reader, reader_of
from community.caching import Told, when_told
from community.clock import now
from community.extensions import db, socketio
from community.realtime import catching_up, presence, rooms

MOST_ROOMS = 20  # a page watches one thread and the queue; more is somebody playing
MOST_ASKED, SPAN = 60, 10.0  # messages of one connection in so many seconds
LARGEST = 2**31 - 1  # of an id or a number: what the databases hold


@dataclass
class Guest:
    """Who is behind a connection, as found when it was made."""

    reader: Reader
    language: str
    key_hash: str | None
    watching: set[int] = field(default_factory=set)
    #: threads in which they said that they are writing
    writing: set[int] = field(default_factory=set)
    asked: int = 0
    span_began: float = 0.0

    def asks_too_much(self) -> bool:
        """Each message costs a few statements; a page sends one now and then."""
        moment = time.monotonic()
        if moment - self.span_began > SPAN:
            self.asked, self.span_began = 0, moment
        self.asked += 1
        return self.asked > MOST_ASKED


guests: dict[str, Guest] = {}  # by Socket.IO's session id, in this process


@socketio.on("connect")
def welcome(auth: Any = None) -> None:
    """Visitors too: outages and new posts concern everybody."""
    key = session.get(sessions.COOKIE_KEY)
    user = sessions.user_of_key(key)
    guest = Guest(reader_of(user), _language(), sessions.hash_key(key) if user and key else None)
    guests[_sid()] = guest
    join_room(rooms.everybody(guest.language))
    if user:
        join_room(rooms.person(user.id))
    db.session.rollback()


@socketio.on("disconnect")
def part(reason: Any = None) -> None:
    guest = guests.pop(_sid(), None)
    if guest is not None and guest.writing:
        presence.end_all(guest.reader.user_id, guest.writing)
        db.session.rollback()


@socketio.on("watch")
def watch(message: Any) -> dict[str, Any]:
    """`{room: "thread:12" | "queue", seen: 7}` → `{ok, posts}`: joins, then fills the gap."""
    guest = _still_valid()
    kind, number = _room_of(message)
    if guest is None or kind is None or len(guest.watching) >= MOST_ROOMS:
        return {"ok": False}
    if kind == "queue":
        if not guest.reader.is_staff:
            return {"ok": False}
        join_room(rooms.queue_room(guest.language))
        return {"ok": True, "posts": []}
    names = rooms.thread_rooms(guest.reader, number, guest.language)
    if names is None:
        return {"ok": False}
    for name in names:
        join_room(name)
    guest.watching.add(number)
    seen = message.get("seen")
    seen = seen if isinstance(seen, int) and 0 <= seen <= LARGEST else 0
    return {"ok": True, "posts": catching_up.posts_after(guest.reader, number, seen)}


@socketio.on("unwatch")
def unwatch(message: Any) -> None:
    guest = guests.get(_sid())
    kind, number = _room_of(message)
    if guest is None or kind is None:
        return
    if kind == "queue":
        leave_room(rooms.queue_room(guest.language))
        return
    for name in rooms.rooms_of(number, guest.language):
        leave_room(name)
    guest.watching.discard(number)
    presence.end_all(guest.reader.user_id, guest.writing & {number})
    guest.writing.discard(number)


@socketio.on("typing")
def typing(message: Any) -> None:
    """`{room: "thread:12", typing: false}`: colleagues see who is writing; customers are not told
    who sits where. The role is read anew: it may be lost since the connection was made."""
    guest = _still_valid()
    kind, number = _room_of(message)
    if guest is None or kind != "thread" or number not in guest.watching:
        return
    user = sessions.user_of_hash(guest.key_hash) if guest.key_hash else None
    if user is None or not user.is_staff:
        return
    is_writing = message.get("typing", True) is not False
    (guest.writing.add if is_writing else guest.writing.discard)(number)
    presence.tell(user, number, is_writing, but_not=_sid())


@socketio.on("catch_up")
def catch_up(message: Any) -> dict[str, Any]:
    """`{since}` → banners as they stand and the reader's own counts; `now` for the next time."""
    guest = _still_valid()
    if guest is None:
        return {"ok": False}
    return {"ok": True, "now": now().isoformat()} | catching_up.everything_since(guest.reader)


@when_told("sessions_ended")
def close_connections(message: Told) -> None:
    """In every process: whoever's session ended hears nothing more, not even in rooms joined.

    Without a key all sessions of the person ended, but one that was kept, and those begun since:
    the message may come late.
    """
    user_id, key_hash = message.get("user_id"), message.get("key_hash")
    for sid, guest in list(guests.items()):
        if guest.reader.user_id != user_id or key_hash not in (None, guest.key_hash):
            continue
        if key_hash is None and guest.key_hash and sessions.user_of_hash(guest.key_hash):
            continue
        _cut(sid)


def _cut(sid: str) -> None:
    guest = guests.pop(sid)
    presence.end_all(guest.reader.user_id, guest.writing)
    socketio.server.disconnect(sid)


def hash_of_session(session_id: int | None) -> str | None:
    row = db.session.get(UserSession, session_id) if session_id else None
    return row.key_hash if row else None


def _still_valid() -> Guest | None:
    """The guest, unless they ask too often, or their session ended meanwhile: then the connection
    ends too."""
    guest = guests.get(_sid())
    if guest is None or guest.asks_too_much():
        return None
    if guest.key_hash is None:
        return guest
    if sessions.user_of_hash(guest.key_hash) is None:
        socketio.server.disconnect(_sid())
        return None
    return guest


def _room_of(message: Any) -> tuple[str | None, int]:
    """("thread", 12), ("queue", 0), or (None, 0) for anything else."""
    room = message.get("room") if isinstance(message, dict) else None
    if room == "queue":
        return "queue", 0
    if isinstance(room, str) and room.startswith("thread:"):
        number = room.removeprefix("thread:")
        if number.isascii() and number.isdigit() and len(number) < 11:
            return ("thread", int(number)) if int(number) <= LARGEST else (None, 0)
    return None, 0


def _language() -> str:
    languages = current_app.config["SETTINGS"].languages
    return request.accept_languages.best_match(languages) or languages[0]


def _sid() -> str:
    return request.sid  # type: ignore[attr-defined]

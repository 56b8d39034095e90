"""Who of us is writing in a thread: told to colleagues alone, and over by itself.

A page says so every few seconds while somebody types. Whoever hears it believes it for a little
longer than that, so that nothing needs to be kept or swept; an end that is known is told at once.
"""

from flask import current_app

from community.accounts.models import User
from community.extensions import db, socketio
from community.forum.models import Thread
from community.realtime import rooms


def tell(user: User, thread_id: int, is_writing: bool, but_not: str | None = None) -> None:
    """To the rooms that only staff may join, in every process; `but_not`: the connection itself."""
    thread = db.session.get(Thread, thread_id)
    if thread is None:
        return
    news = {
        "thread_id": thread_id,
        "user_id": user.id,
        "name": user.name,
        "typing": is_writing,
    }
    for language in current_app.config["SETTINGS"].languages:
        for room in rooms.rooms_for_post(thread, "staff", False, language):
            socketio.emit("presence", news, to=room, skip_sid=but_not)


def end_all(user_id: int | None, thread_ids: set[int]) -> None:
    """They left, were cut off or lost the role. A person whose record is gone ends by silence."""
    user = db.session.get(User, user_id) if user_id and thread_ids else None
    if user is not None:
        for thread_id in sorted(thread_ids):
            tell(user, thread_id, is_writing=False)
    thread_ids.clear()

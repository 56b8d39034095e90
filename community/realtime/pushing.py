"""Messages out: made once per language, of at most a few kilobytes, to the rooms they concern."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import current_app
from flask_babel import force_locale

from community.extensions import socketio
from community.realtime import rooms

LARGEST = 4096  # bytes of HTML in a push: a longer post is fetched by the page


def each_language() -> Iterator[str]:
    """Sets the language of what is rendered, one after the other."""
    for language in current_app.config["SETTINGS"].languages:
        with force_locale(language):
            yield language


def to_rooms(name: str, message: dict[str, Any], targets: Iterable[str]) -> None:
    for room in targets:
        socketio.emit(name, message, to=room)


def to_everybody(name: str, make: Callable[[], dict[str, Any]]) -> None:
    for language in each_language():
        to_rooms(name, make(), [rooms.everybody(language)])


def to_person(user_id: int, name: str, message: dict[str, Any]) -> None:
    socketio.emit(name, message, to=rooms.person(user_id))


def light(message: dict[str, Any]) -> dict[str, Any]:
    """The message, with `fetch` in place of HTML that is too long to push."""
    html = message.get("html")
    if html is None or len(html.encode()) <= LARGEST:
        return message
    return message | {"html": None, "fetch": True}

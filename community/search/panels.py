"""The boxes that search puts on pages of the forum."""

from typing import Any

from flask import Flask

from community import panels
from community.guards import me, staff_only


def init_app(app: Flask) -> None:
    panels.add("ask.similar", "search/_ask_similar.html", lambda subject: {}, order=20)
    panels.add("layout.staff", "search/_staff_way.html", _staff_way, order=60, pure=True)
    panels.add("thread.foot", "search/_thread_foot.html", _below_thread, order=60, pure=True)


def _below_thread(thread: Any) -> dict[str, Any] | None:
    """Only an address: the list is fetched when somebody scrolls there, so that it costs the
    page itself no statement, and stands on pages that are cached for all visitors."""
    return {"thread_id": thread.id} if thread.kind == "question" else None


def _staff_way(lit: Any) -> dict[str, Any] | None:
    return {"lit": lit} if staff_only(me()) else None

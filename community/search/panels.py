"""The boxes that search puts on pages of the forum."""

from typing import Any

from flask import Flask
from werkzeug.exceptions import TooManyRequests

from community import panels
from community.accounts.readers import reader_of
from community.guards import me, staff_only
from community.search import spending
from community.search.previews import similar_to_draft


def init_app(app: Flask) -> None:
    panels.add("ask.top", "search/_found_form.html", lambda subject: {}, order=90)
    panels.add("ask.similar", "search/_ask_similar.html", _for_form, order=20)
    panels.add("layout.staff", "search/_staff_way.html", _staff_way, order=60, pure=True)
    panels.add("thread.foot", "search/_thread_foot.html", _below_thread, order=60, pure=True)


def _for_form(form: Any) -> dict[str, Any]:
    """What is similar to what stands there already: words that a search brought along, or a form
    that came back. While somebody types, the element asks."""
    user, title, body = me(), form.title.data or "", form.body.data or ""
    if not title.strip():
        return {"found": []}
    try:
        spending.a_hint(user)
    except TooManyRequests:  # the form matters more than the list
        return {"found": []}
    return {"found": similar_to_draft(title, body, reader_of(user))}


def _below_thread(thread: Any) -> dict[str, Any] | None:
    """Only an address: the list is fetched when somebody scrolls there, so that it costs the
    page itself no statement, and stands on pages that are cached for all visitors."""
    return {"thread_id": thread.id} if thread.kind == "question" else None


def _staff_way(lit: Any) -> dict[str, Any] | None:
    return {"lit": lit} if staff_only(me()) else None

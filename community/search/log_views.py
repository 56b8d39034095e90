"""Where the log hears what a search led to: a beacon nobody waits for."""

from typing import Any

from flask import abort, request
from sqlalchemy import select

from community import ratelimit
from community.accounts.readers import reader_of
from community.extensions import csrf, db
from community.forum.models import Thread
from community.forum.queries import visible_to
from community.guards import allow, everyone, me
from community.search import log
from community.search.views import blueprint

NOTED = ("", 204)
SAME = "same-origin"  # what browsers say of a page of ours; old ones say nothing


@blueprint.post("/search/clicks")
@csrf.exempt  # the key is the permission; pages for visitors carry no token, and `ping` cannot
@allow(everyone)
def note_click() -> Any:
    """A hit was opened: `search` is the key of the search, `thread` the hit, `place` where it
    stood. All three stand in the address, as the `ping` of a link sends them."""
    if request.headers.get("Sec-Fetch-Site", SAME) != SAME:
        abort(400)
    user = me()
    ratelimit.spend("click", user.id if user else ratelimit.address())
    key, thread_id = request.args.get("search", ""), request.args.get("thread", 0, int)
    if len(key) != 32 or not 0 < thread_id < 2**31:
        return NOTED
    found = db.session.execute(
        select(Thread.author_id).where(Thread.id == thread_id, visible_to(reader_of(user)))
    ).first()
    if found:
        place = min(max(request.args.get("place", 0, int), 0), 100) or None
        log.note_opened(key, thread_id, place, foreign=not user or found.author_id != user.id)
    return NOTED

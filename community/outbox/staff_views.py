"""Where administrators see what nobody could handle, and have it tried again."""

from typing import Any

from flask import abort, flash, render_template
from flask_babel import ngettext
from sqlalchemy import select

from community.answering import see_other
from community.clock import now
from community.extensions import db, writing
from community.guards import admins_only, guarded_blueprint
from community.outbox import looking
from community.outbox.models import IS_DEAD, Handling
from community.outbox.replaying import replay

admin = guarded_blueprint("outbox_admin", __name__, admins_only)


@admin.get("/admin/outbox")
def show_outbox() -> Any:
    return render_template(
        "outbox/show_outbox.html",
        lanes=[lane for lane in looking.lanes() if lane.due or lane.dead or not lane.known],
        dead=looking.dead_ones(100),
        last_line=looking.last_line,
        workers=looking.workers(),
        moment=now(),
    )


@admin.post("/admin/outbox/replay")
def replay_all() -> Any:
    with writing():
        count = replay()
    return _done(count)


@admin.post("/admin/outbox/<int:handling_id>/replay")
def replay_one(handling_id: int) -> Any:
    """Only what is dead: what was handled is handled again by command alone."""
    with writing():
        dead = select(Handling.id).where(Handling.id == handling_id, IS_DEAD)
        if db.session.scalar(dead) is None:
            abort(404)
        count = replay(handling_id=handling_id)
    return _done(count)


def _done(count: int) -> Any:
    flash(ngettext("%(num)d is tried again.", "%(num)d are tried again.", count))
    return see_other("/admin/outbox")

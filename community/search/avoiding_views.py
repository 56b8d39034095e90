"""`/t/<id>/avoidance`: somebody about to ask found it there, and does not ask it again."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from community import ratelimit
from community.answering import see_other
from community.extensions import writing
from community.forum.acting_views import may_me_too
from community.forum.loading import with_thread
from community.forum.models import Thread
from community.guards import me
from community.search import avoiding, log, marks
from community.search.views import blueprint


@blueprint.post("/t/<int:thread_id>/avoidance")
@with_thread()
def avoid_question(thread: Thread) -> Any:
    """`how`: solved, or me_too by somebody who is signed in."""
    user = me()
    ratelimit.spend("vote", user.id if user else ratelimit.address())
    how = "me_too" if request.form.get("how") == "me_too" and may_me_too(user, thread) else "solved"
    searcher = marks.searcher_of(user)
    with writing():
        if searcher.who == "person":
            avoiding.avoid(thread, searcher, how)
        if how == "me_too":
            avoiding.have_this_too(thread, user)
    log.note_followed(user, "solved")
    if how == "me_too":
        flash(_("Noted. You will hear what comes of it."))
        return see_other(thread.path)
    return see_other(f"/t/{thread.id}/avoidance")


@blueprint.get("/t/<int:thread_id>/avoidance")
@with_thread()
def show_thanks(thread: Thread) -> str:
    return render_template("search/show_thanks.html", thread=thread)

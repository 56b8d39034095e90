"""What was solved before, beside the reply box of staff: one key puts the link into the reply."""

from flask import Blueprint, Flask, render_template
from flask import current_app as app

from community.accounts.readers import reader_of
from community.desk.canned_filling import plain
from community.desk.canned_reply_views import may_reply_for_us
from community.forum.loading import with_thread
from community.forum.models import Thread
from community.guards import me
from community.search.similar import Suggestion, similar_to

bp = Blueprint("solved_before", __name__)


def init_app(whole: Flask) -> None:
    whole.register_blueprint(bp)


@bp.get("/t/<int:thread_id>/solved-before")
@with_thread(may_reply_for_us)
def solved_before(thread: Thread) -> str:
    """A frame, fetched when the reply box comes into sight; without scripts a page."""
    found = [one for one in similar_to(thread.id, reader_of(me())) if _helps(one)]
    links = [
        (one, f"[{plain(one.title)}]({app.config['SETTINGS'].public_url}{one.path})")
        for one in found
    ]
    return render_template("desk/solved_before.html", thread=thread, links=links)


def _helps(one: Suggestion) -> bool:
    """Something there was answered: a question that waits as well helps nobody."""
    return one.support_state in ("solved", "replied")

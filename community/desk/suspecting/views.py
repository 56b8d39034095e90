"""The status page's "I have this too": one tap, no account."""

from dataclasses import replace

from flask import Blueprint, Flask, abort, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from community import panels, ratelimit
from community.accounts.models import User
from community.answering import see_other
from community.desk.suspecting import reporting
from community.extensions import csrf, db, writing
from community.guards import allow, everyone, me
from community.search import marks
from community.search.marks import Searcher
from community.status.models import Component

bp = Blueprint("suspecting", __name__)
SAME = "same-origin"  # what browsers say of a page of ours; old ones say nothing


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    panels.add("status.foot", "desk/_trouble.html", trouble, order=10, pure=True)


def trouble(components: object) -> dict[str, object]:
    return {"components": components}


@bp.post("/status/trouble")
@csrf.exempt  # the visitors' page is kept for all and carries no token
@allow(everyone)
def report_trouble() -> Response:
    """`component`: its number, or 0 for something else."""
    if request.headers.get("Sec-Fetch-Site", SAME) != SAME:
        abort(400)
    user = me()
    ratelimit.spend("vote", user.id if user else ratelimit.address())
    wanted = request.form.get("component", 0, int)
    known = db.session.scalar(select(Component.id).where(Component.id == wanted))
    searcher = _tapper(user)
    if searcher.who == "person":
        with writing():
            reporting.report_tap(known, searcher)
    return see_other("/status/trouble")


def _tapper(user: User | None) -> Searcher:
    """A visitor is their network address alone: another browser is quickly made up, and three
    people wake somebody."""
    found = marks.searcher_of(user)
    return found if user else replace(found, identity=f"visitor {ratelimit.address()}")


@bp.get("/status/trouble")
@allow(everyone)
def show_trouble() -> str:
    return render_template("desk/trouble.html")

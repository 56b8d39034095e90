"""`/insights` and the lists behind its figures, for staff."""

from typing import Any

from flask import Flask, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import offload, outbox, panels
from community.accounts.readers import reader_of
from community.answering import see_other
from community.clock import now
from community.desk.timing import coverage_of
from community.extensions import writing
from community.guards import me, staff_blueprint, staff_only
from community.insights import asking, counting, lists, showing
from community.insights.events import CountingDue
from community.insights.figures import OF_NOW
from community.insights.reckoning import FEW

bp = staff_blueprint("insights", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    panels.add("layout.staff", "insights/_way.html", _way, order=40, pure=True)


def _way(lit: Any) -> dict[str, Any] | None:
    return {"here": lit == "insights"} if staff_only(me()) else None


@bp.get("/insights")
def show_figures() -> str:
    """The first proof: how long people wait, what gets solved, what is left waiting."""
    reader = reader_of(me())
    view = asking.view_of(request.args, reader)
    measure = request.args.get("show", "median")
    if view.reckoning is None:
        return render_template("insights/nothing_yet.html")
    return render_template(
        "insights/figures.html",
        view=view,
        told=showing.figures_of(view),
        measure=measure if measure in showing.MEASURES else "median",
        avoided=None if view.tier else lists.count(lists.avoided(view, reader)),
        own=showing.own_figures(view, reader),
        parts=showing,
        of_now=OF_NOW,
        breathe=offload.breathe,
        few=FEW,
        our_hours=coverage_of(view.category_id),
    )


@bp.get("/insights/days")
def show_days() -> str:
    """What waited at the end of each day, all of them."""
    view, _reader = _counted_view()
    told = showing.figures_of(view)
    return render_template("insights/days.html", view=view, told=told)


@bp.get("/insights/questions")
def show_questions() -> str:
    """The questions behind a figure."""
    view, reader = _counted_view()
    wanted = asking.wanted_of(request.args)
    behind = lists.behind(view, wanted, reader)
    return render_template(
        "insights/questions.html",
        view=view,
        wanted=wanted,
        total=lists.count(behind),
        page=lists.page(behind, lists.ASKED, request.args.get("after")),
        csv="/insights/questions.csv",
        args=view.args | wanted.args,
    )


@bp.get("/insights/waiting")
def show_waiting() -> str:
    """What waited at the end of a day."""
    view, reader = _counted_view()
    day, moment, band = asking.day_of(request.args, view)
    behind = lists.waiting(view, moment, band, reader)
    return render_template(
        "insights/waiting.html",
        view=view,
        day=day,
        moment=moment,
        band=band,
        total=lists.count(behind),
        page=lists.page(behind, lists.BEGAN, request.args.get("after")),
        csv="/insights/waiting.csv",
        args=view.args | {"day": day, "band": band},
    )


@bp.get("/insights/avoided")
def show_avoided() -> str:
    """The questions that were not asked a second time."""
    view, reader = _counted_view()
    behind = lists.avoided(view, reader)
    return render_template(
        "insights/avoided.html",
        view=view,
        total=lists.count(behind),
        page=lists.page(behind, lists.AVOIDED, request.args.get("after")),
        csv="/insights/avoided.csv",
        args=view.args,
    )


def _counted_view() -> Any:
    reader = reader_of(me())
    return asking.counted_view_of(request.args, reader), reader


@bp.post("/insights/counts")
def count_now() -> Response:
    """Figures of this very moment, as soon as the worker comes to it; one count at a time."""
    if not counting.is_due(by=now()):
        with writing():
            outbox.record(CountingDue(again=False))
    flash(_("The figures are being counted again. Look here in a moment."))
    return see_other("/insights")

"""The figures and the rows behind them as files, for staff."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Flask, Response, current_app, request

from community.accounts.readers import reader_of
from community.desk.waits import LEAST
from community.forum.models import thread_path
from community.guards import me, staff_blueprint
from community.insights import asking, lists, showing
from community.insights.exporting import FIGURE_COLUMNS, figure_rows, file_name, lines

bp = staff_blueprint("insights_export", __name__)
THREAD = ("thread", "address", "title", "category")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["least_told"] = LEAST


@bp.get("/insights/figures.csv")
def export_figures() -> Response:
    view, _reader = _asked()
    told = showing.figures_of(view)
    return _file("figures", FIGURE_COLUMNS, figure_rows(view, told))


@bp.get("/insights/questions.csv")
def export_questions() -> Response:
    view, reader = _asked()
    behind = lists.behind(view, asking.wanted_of(request.args), reader)
    columns = [column.key for column in lists.FACTS[1:]]
    names = [{"waited": "waited_minutes", "covered": "covered_minutes"}.get(c, c) for c in columns]
    address = _addresses()
    rows = (
        [*_thread(row, address), *(getattr(row, name) for name in columns)]
        for row in lists.all_rows(behind, lists.ASKED)
    )
    return _file("questions", [*THREAD, *names], rows)


@bp.get("/insights/waiting.csv")
def export_waiting() -> Response:
    view, reader = _asked()
    _day, moment, band = asking.day_of(request.args, view)
    address = _addresses()
    rows = (
        [*_thread(row, address), row.tier, row.state, row.began_at, row.ended_at]
        for row in lists.all_rows(lists.waiting(view, moment, band, reader), lists.BEGAN)
    )
    names = ("tier", "waited_for", "began_at", "ended_at")
    return _file("waiting", [*THREAD, *names], rows)


@bp.get("/insights/avoided.csv")
def export_avoided() -> Response:
    view, reader = _asked()
    address = _addresses()
    rows = (
        [*_thread(row, address), row.how, row.created_at]
        for row in lists.all_rows(lists.avoided(view, reader), lists.AVOIDED)
    )
    return _file("avoided", [*THREAD, "how", "at"], rows)


def _asked() -> Any:
    reader = reader_of(me())
    return asking.counted_view_of(request.args, reader), reader


def _addresses() -> str:
    return str(current_app.config["SETTINGS"].public_url)


def _thread(row: Any, address: str) -> list[Any]:
    return [row.id, address + thread_path(row.id, row.slug), row.title, row.category]


def _file(what: str, columns: Sequence[str], rows: Iterable[Any]) -> Response:
    return Response(
        "".join(lines(columns, rows)),  # whole: half a file would look like all of it
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(what)}"',
            "Cache-Control": "no-store",
        },
    )

"""Figures and the rows behind them as CSV: UTF-8, ISO times in UTC, nothing a spreadsheet runs."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from community.clock import now
from community.desk.waits import WEEK
from community.insights.asking import View
from community.insights.figures import DUTIES, FIGURES, OF_NOW
from community.insights.showing import NOTHING, Figures

#: a cell that begins so is a formula to spreadsheets (OWASP, "CSV Injection")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FIGURE_COLUMNS = (
    "section",
    "figure",
    "period",
    "from",
    "until",
    "asked_while",
    "day",
    "hour",
    "questions",
    "told_from",
    "median_minutes",
    "p90_minutes",
    "covered_median_minutes",
    "covered_p90_minutes",
)


def safe(value: Any) -> Any:
    """Text that cannot be run, times in ISO; numbers as they are."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.replace("\0", "")
        return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
    return round(value, 1) if isinstance(value, float) else value


def lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The file, some lines at a time."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow(columns)
    for number, row in enumerate(rows, 1):
        writer.writerow([safe(value) for value in row])
        if number % 100 == 0:
            yield _taken(kept)
    yield _taken(kept)


def _taken(kept: io.StringIO) -> str:
    text = kept.getvalue()
    kept.seek(0)
    kept.truncate()
    return text


def figure_rows(view: View, told: Figures) -> Iterator[Sequence[Any]]:
    """Every figure of the page, one a line, as FIGURE_COLUMNS."""
    for when in ("now", "before"):
        span = view.period(when)
        for duty in ("all", *DUTIES):
            head = ("waits", "first_useful_reply", when, *span, duty, "", "")
            questions, *times = told.wait(duty, when) or NOTHING
            yield (*head, questions, questions, *times)
            for figure in FIGURES:
                if when == "now" or figure not in OF_NOW:
                    number = told.count(figure, when, duty)
                    yield ("questions", figure, when, *span, duty, "", "", number, *[""] * 5)
    for cell in told.cells[:WEEK]:
        times = [cell.median, cell.most, cell.covered_median, cell.covered_most]
        place = ("hours", "first_useful_reply", "now", *view.period(), "")
        yield (*place, cell.hour // 24 + 1, cell.hour % 24, cell.own, cell.told_from, *times)
    for day, bands in told.days:
        for band, number in bands.items():
            yield ("backlog", band, "now", "", "", "", day, "", number, *[""] * 5)


def file_name(what: str) -> str:
    return f"{what}-{now():%Y-%m-%d}.csv"

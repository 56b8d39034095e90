"""Puts the kept figures of a view together as its page shows them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from community.accounts.readers import Reader
from community.desk.timing import coverage_of
from community.desk.waits import WEEK, is_on
from community.extensions import db
from community.insights import lists
from community.insights.asking import MINE, View, Wanted
from community.insights.figures import DUTIES
from community.insights.models import KeptFigures
from community.insights.reckoning import STATES

MEASURES = ("median", "most")
NOTHING: list[Any] = [0, None, None, None, None]
#: what stands together and adds up to all that were asked, and what is part of another
FIRST = ("by_staff", "by_customers", "waiting", "details", "over")
BECAME = ("solved", "needs_info", "closed")
SAID = ("accepted", "works", "staff_say")
WHOSE = ("staff_solved", "customers_solved", "verified")


@dataclass(frozen=True)
class Cell:
    """An hour of the week: its own questions, from how many it is told, the four times."""

    hour: int
    own: int
    told_from: int
    median: float | None
    most: float | None
    covered_median: float | None
    covered_most: float | None
    together: list[int]
    on_duty: bool

    @property
    def hours(self) -> str:
        """Of the list behind it."""
        return ",".join(map(str, self.together or [self.hour]))

    def wall(self, measure: str) -> float | None:
        return self.median if measure == "median" else self.most

    def covered(self, measure: str) -> float | None:
        return self.covered_median if measure == "median" else self.covered_most


@dataclass
class Figures:
    """All numbers of a page."""

    counts: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    waits: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    days: list[tuple[str, dict[str, int]]] = field(default_factory=list)

    def count(self, figure: str, when: str = "now", duty: str = "all") -> int:
        return self.counts.get(when, {}).get(duty, {}).get(figure, 0)

    def wait(self, duty: str = "all", when: str = "now") -> list[Any]:
        """Questions, median, nine of ten, the same two covered."""
        return self.waits.get(when, {}).get(duty, NOTHING)

    @property
    def asked(self) -> int:
        return self.count("asked")

    @property
    def duties(self) -> list[str]:
        """Those in which anything was asked."""
        return [duty for duty in DUTIES if self.count("asked", duty=duty)]

    @cached_property
    def highest(self) -> int:
        return max((sum(bands.values()) for _day, bands in self.days), default=0)

    @property
    def waiting_now(self) -> int:
        """For an answer."""
        last = self.days[-1][1] if self.days else {}
        return sum(number for band, number in last.items() if band != "needs_info")


def figures_of(view: View) -> Figures:
    rows = db.session.execute(
        select(KeptFigures.weeks, KeptFigures.figures).where(
            KeptFigures.reckoning_id == view.reckoning.id,
            KeptFigures.category_id == view.category_id,
            KeptFigures.tier == view.tier,
            KeptFigures.weeks.in_((0, view.weeks)),
        )
    )
    kept: dict[int, Any] = {weeks: figures for weeks, figures in rows}
    told, backlog = kept.get(view.weeks, {}), kept.get(0, {}).get("days")
    return Figures(
        told.get("counts", {}),
        told.get("waits", {}),
        _cells(view, told.get("hours")),
        _days(view, backlog),
    )


def _cells(view: View, hours: list[list[Any]] | None) -> list[Cell]:
    if not hours:
        return []
    week = coverage_of(view.category_id).week
    facts: list[Any] = [[hour, *hours[hour], is_on(hour, week)] for hour in range(WEEK)]
    return [Cell(*one) for one in facts]


def _days(view: View, backlog: dict[str, list[int]] | None) -> list[tuple[str, dict[str, int]]]:
    if backlog is None:
        return []
    names = [day for day, _moment in view.days]
    told = [
        (day, {state: backlog[state][place] for state in STATES}) for place, day in enumerate(names)
    ]
    return told[-7 * view.weeks :]


def own_figures(view: View, reader: Reader) -> dict[str, int]:
    """What the reader did themselves: shown to nobody else."""
    return {
        figure: lists.count(lists.behind(view, Wanted(figure, "now", "", ()), reader))
        for figure in MINE
    }

"""What a page or an export is asked for, as its address says it; anything else is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import abort
from sqlalchemy import Row, func, select

from community.accounts.readers import Reader
from community.desk.waits import WEEK
from community.extensions import db
from community.forum.models import Category
from community.forum.queries import categories_visible_to
from community.insights.figures import DUTIES, FIGURES, OF_NOW
from community.insights.models import ANY, EVERY, KeptFigures, Reckoning
from community.insights.periods import SPANS, USUAL, Period, days, period
from community.insights.reckoning import STATES

#: what the reader did, and nobody else sees
MINE = ("mine", "mine_solved")


@dataclass(frozen=True)
class View:
    """Which questions: of this span, category and tier."""

    reckoning: Any
    weeks: int
    category: Row[Any] | None
    tier: str
    categories: list[Row[Any]]
    #: whether this reader may see every category, and so all of them together
    sees_all: bool
    tiers: list[str]

    @property
    def category_id(self) -> int:
        return self.category.id if self.category else EVERY

    @property
    def args(self) -> dict[str, str]:
        """Its part of an address; what is usual is left out."""
        wanted = {
            "weeks": str(self.weeks) if self.weeks != USUAL else "",
            "category": self.category.slug if self.category else "",
            "tier": self.tier,
        }
        return {name: value for name, value in wanted.items() if value}

    def behind(self, figure: str, when: str, duty: str, hours: str) -> str:
        """The address of the list behind a figure of this view."""
        own = Wanted(figure, when, duty, ()).args | ({"hours": str(hours)} if hours else {})
        return f"/insights/questions?{urlencode(self.args | own)}"

    @property
    def days(self) -> list[tuple[str, datetime]]:
        """All that a count knows of, each with the moment it is told at."""
        return days(self.reckoning.moment, ZoneInfo(self.reckoning.zone))

    def period(self, when: str = "now") -> Period:
        now = period(self.reckoning.moment, self.weeks)
        return now if when == "now" else now.before


def newest() -> Any:
    """The count that is shown; None before the first."""
    return db.session.execute(
        select(Reckoning.id, Reckoning.moment, Reckoning.zone)
        .where(Reckoning.finished_at.is_not(None))
        .order_by(Reckoning.id.desc())
        .limit(1)
    ).first()


def view_of(args: Mapping[str, str], reader: Reader) -> View:
    """Only categories this reader may see; all of them together only to who may see each."""
    reckoning = newest()
    rooms = db.session.execute(
        select(Category.id, Category.slug, Category.name, categories_visible_to(reader))
        .add_columns(func.count().over().label("total"))
        .order_by(Category.position, Category.id)
    ).all()
    seen = [room for room in rooms if room[3]]
    every = len(seen) == len(rooms)
    weeks, slug, tier = args.get("weeks", str(USUAL)), args.get("category", ""), args.get("tier")
    category = next((room for room in seen if room.slug == slug), None)
    if not slug and not every:
        category = seen[0] if seen else None
    if weeks not in map(str, SPANS) or (category is None and (slug or not every)):
        abort(404)
    tiers = _tiers(reckoning)
    if tier and tier not in tiers:
        abort(404)
    return View(reckoning, int(weeks), category, tier or ANY, seen, every, tiers)


def counted_view_of(args: Mapping[str, str], reader: Reader) -> View:
    """For what is behind a figure: nothing, before the first count."""
    view = view_of(args, reader)
    if view.reckoning is None:
        abort(404)
    return view


def _tiers(reckoning: Any) -> list[str]:
    if reckoning is None:
        return []
    found = select(KeptFigures.tier).where(
        KeptFigures.reckoning_id == reckoning.id,
        KeptFigures.category_id == EVERY,
        KeptFigures.tier != ANY,
    )
    return sorted(set(db.session.scalars(found)))


@dataclass(frozen=True)
class Wanted:
    """One figure of a view."""

    figure: str
    when: str
    duty: str
    hours: tuple[int, ...]

    @property
    def args(self) -> dict[str, str]:
        wanted = {
            "figure": self.figure,
            "when": self.when if self.when != "now" else "",
            "duty": self.duty,
            "hours": ",".join(map(str, self.hours)),
        }
        return {name: value for name, value in wanted.items() if value}


def wanted_of(args: Mapping[str, str]) -> Wanted:
    figure, when, duty = args.get("figure", "asked"), args.get("when", "now"), args.get("duty", "")
    known = figure in MINE or figure in FIGURES
    told = when == "now" or (when == "before" and figure not in OF_NOW)
    if not known or not told or duty not in ("", *DUTIES):
        abort(404)
    return Wanted(figure, when, duty, _hours(args.get("hours", "")))


def _hours(text: str) -> tuple[int, ...]:
    parts = [part for part in text.split(",", WEEK) if part]
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        abort(404)
    hours = tuple(int(part) for part in parts)
    if any(hour >= WEEK for hour in hours):
        abort(404)
    return hours


def day_of(args: Mapping[str, str], view: View) -> tuple[str, Any, str]:
    """A day of the backlog, the moment it is told at, and the band."""
    band = args.get("band", "all")
    told = dict(view.days)
    day = args.get("day", list(told)[-1])
    if day not in told or band not in ("all", *STATES):
        abort(404)
    return day, told[day], band

"""Adds up, range by range, what each view of the page counts: by the conditions of its lists."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from community.extensions import db
from community.insights.figures import DUTIES, FIGURES, OF_NOW, asked_in
from community.insights.models import ANY, EVERY, QuestionFact
from community.insights.periods import SPANS, Period, both

View = tuple[int, str]  # category and tier
Fact = QuestionFact


class Question(NamedTuple):
    """What a reckoning of waits needs to know."""

    category_id: int
    tier: str
    hour: int
    duty: str
    asked_at: datetime
    useful_at: datetime | None
    over_at: datetime | None


class Tally:
    """`counts[view, weeks, "now" or "before", duty]["solved"]`; duty "all": whenever asked."""

    def __init__(self, reckoning_id: int, moment: datetime) -> None:
        self.reckoning_id, self.moment = reckoning_id, moment
        self.counts: dict[tuple[View, int, str, str], Counter[str]] = defaultdict(Counter)
        self.questions: list[Question] = []

    def add(self, first: int, last: int) -> None:
        """The facts of the threads with these numbers."""
        here = self._read(first, last)
        self.questions += here
        if not here:
            return
        oldest = min(one.asked_at for one in here)
        newest = max(one.asked_at for one in here)
        for weeks in SPANS:
            for which, period in both(self.moment, weeks):
                if oldest < period.end and newest >= period.start:
                    self._count(weeks, which, period, first, last)

    def _read(self, first: int, last: int) -> list[Question]:
        columns = [getattr(Fact, name) for name in Question._fields]
        there = (Fact.reckoning_id == self.reckoning_id, Fact.thread_id.between(first, last))
        return [Question(*row) for row in db.session.execute(select(*columns).where(*there))]

    def _count(self, weeks: int, which: str, period: Period, first: int, last: int) -> None:
        names = [name for name in FIGURES if which == "now" or name not in OF_NOW]
        group = (Fact.category_id, Fact.tier, Fact.duty)
        rows = db.session.execute(
            select(*group, *(func.count().filter(FIGURES[name](period)) for name in names))
            .where(asked_in(self.reckoning_id, period), Fact.thread_id.between(first, last))
            .group_by(*group)
        )
        for category_id, tier, duty, *numbers in rows:
            found = {name: n for name, n in zip(names, numbers, strict=True) if n}
            for view in views_of(category_id, tier):
                for when in ("all", duty):
                    self.counts[view, weeks, which, when].update(found)

    def of(self, view: View, weeks: int) -> dict[str, dict[str, dict[str, int]]]:
        """`["now" or "before"][duty][figure]`, of what is not 0."""
        found: dict[str, dict[str, dict[str, int]]] = {"now": {}, "before": {}}
        for which, by_duty in found.items():
            for duty in ("all", *DUTIES):
                numbers = self.counts.get((view, weeks, which, duty))
                if numbers:
                    by_duty[duty] = dict(numbers)
        return found


def views_of(category_id: int, tier: str) -> Iterator[View]:
    """The views of the page that a question is part of."""
    for category in (EVERY, category_id):
        for one in (ANY, tier):
            yield category, one

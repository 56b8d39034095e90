"""How each component fared in the last 90 days: bars, the days with trouble, and uptime."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from community.clock import now
from community.extensions import db
from community.status.models import COMPONENT_STATES, Component, ComponentSpell, Incident
from community.status.moments import company_zone

DAYS = 90  # what people expect of a status page
STEP, MIDDLE = 4, 12  # units of the drawing: a day is 4 wide, the bars are 24 high
UNKNOWN = "unknown"  # before the component was listed
#: seconds of one state count so much as downtime; the formula people know from Statuspage
WEIGHTS = {"major_outage": 1.0, "partial_outage": 0.3}


@dataclass(frozen=True)
class Spell:
    """A component in one state other than working, because of an incident."""

    state: str
    began: datetime
    ended: datetime
    title: str | None = None
    path: str | None = None


@dataclass
class Day:
    """One day with trouble: its worst state, for how long in all, and why."""

    day: date
    state: str
    minutes: int
    causes: dict[str, str] = field(default_factory=dict)  # path of an incident: its title


@dataclass
class Bars:
    """What the page draws of one component."""

    states: list[str]  # one a day, oldest first
    troubled: list[Day]  # newest first
    uptime: float | None  # percent, never rounded up

    @property
    def paths(self) -> list[tuple[str, str]]:
        """For each state the lines to draw; dashes make days of them (static/css/status.css)."""
        lines: dict[str, list[str]] = {}
        place = 0
        for state, days in groupby(self.states):
            length = len(list(days))
            line = f"M{place * STEP} {MIDDLE}h{length * STEP}"
            lines.setdefault(state, []).append(line)
            place += length
        return [(state, "".join(parts)) for state, parts in lines.items()]


def bars_of(components: Sequence[Component]) -> dict[int, Bars]:
    """One statement, however many components."""
    zone, moment = company_zone(), now()
    edges = _edges(zone, moment)
    spells: dict[int, list[Spell]] = {}
    for component_id, spell in _spells(edges[0], moment):
        spells.setdefault(component_id, []).append(spell)
    return {
        row.id: _bars(spells.get(row.id, []), row.created_at, edges, zone, moment)
        for row in components
    }


def _edges(zone: ZoneInfo, moment: datetime) -> list[datetime]:
    """The midnights around each of the days; a day of a clock change has 23 or 25 hours."""
    today = moment.astimezone(zone).date()
    days = (today - timedelta(days=DAYS - 1 - back) for back in range(DAYS + 1))
    return [datetime.combine(day, time(), zone).astimezone(UTC) for day in days]


def _spells(since: datetime, moment: datetime) -> Iterable[tuple[int, Spell]]:
    rows = db.session.execute(
        select(ComponentSpell, Incident.title)
        .outerjoin(Incident, Incident.id == ComponentSpell.incident_id)
        .where(ComponentSpell.state != "operational")
        .where(or_(ComponentSpell.ended_at.is_(None), ComponentSpell.ended_at > since))
    )
    for row, title in rows:
        path = f"/status/incidents/{row.incident_id}" if row.incident_id else None
        yield row.component_id, Spell(row.state, row.began_at, row.ended_at or moment, title, path)


def _bars(
    spells: list[Spell], listed: datetime, edges: list[datetime], zone: ZoneInfo, moment: datetime
) -> Bars:
    states, troubled = [], []
    for begin, end in pairwise(edges):
        day = _day(spells, begin, min(end, moment), begin.astimezone(zone).date())
        if day:
            troubled.append(day)
        states.append(day.state if day else UNKNOWN if end <= listed else "operational")
    uptime = _uptime(spells, max(edges[0], listed), moment)
    return Bars(states, troubled[::-1], uptime)


def _day(spells: list[Spell], begin: datetime, end: datetime, day: date) -> Day | None:
    inside = [one for one in spells if one.began < end and one.ended > begin]
    if not inside:
        return None
    seconds = worst_seconds(inside, begin, end)
    worst = max((one.state for one in inside), key=COMPONENT_STATES.index)
    causes = {one.path: one.title or "" for one in inside if one.path}
    return Day(day, worst, max(1, round(sum(seconds.values()) / 60)), causes)


def worst_seconds(spells: Iterable[Spell], begin: datetime, end: datetime) -> dict[str, float]:
    """How long each state was the worst one; spells may overlap."""
    cut = [
        (max(one.began, begin), min(one.ended, end), one.state)
        for one in spells
        if one.began < end and one.ended > begin
    ]
    seconds: dict[str, float] = {}
    moments = sorted({at for first, last, _state in cut for at in (first, last)})
    for first, last in pairwise(moments):
        here = [state for one, other, state in cut if one <= first and other >= last]
        if here:
            worst = max(here, key=COMPONENT_STATES.index)
            seconds[worst] = seconds.get(worst, 0.0) + (last - first).total_seconds()
    return seconds


def _uptime(spells: list[Spell], since: datetime, moment: datetime) -> float | None:
    """Percent of the time since; cut off after two places, so that it never flatters."""
    whole = (moment - since).total_seconds()
    if whole <= 0:
        return None
    seconds = worst_seconds(spells, since, moment)
    down = sum(seconds.get(state, 0.0) * weight for state, weight in WEIGHTS.items())
    return int((1 - down / whole) * 10_000) / 100


def months_around(month: str) -> tuple[datetime, datetime, str, str] | None:
    """Begin and end of `2026-11` in the company's zone, and the months beside it."""
    try:
        first = datetime.strptime(month, "%Y-%m").date()
    except ValueError:
        return None
    if not 2000 <= first.year <= 2100 or f"{first:%Y-%m}" != month:
        return None
    after = (first + timedelta(days=31)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    zone: Any = company_zone()
    begin, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, after))
    return begin, end, f"{before:%Y-%m}", f"{after:%Y-%m}"

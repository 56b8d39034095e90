"""A week of the rota as the page shows it: day by day, in our own time zone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from community.clock import now
from community.desk.hours.reading import our_coverage
from community.desk.rota import reading
from community.desk.rota.intervals import Span, within
from community.desk.rota.weeks import Person


@dataclass(frozen=True)
class Shift:
    """One stretch of somebody's day."""

    user_id: int
    name: str
    words: str
    #: duty · outside (of our hours, on duty for nobody) · on_call · away
    kind: str
    note: str = ""
    #: when it begins, in seconds of the day
    at: int = -1


@dataclass
class Day:
    day: date
    name: str
    hours: list[str]
    is_today: bool
    shifts: list[Shift] = field(default_factory=list)
    #: hours of ours in which the rota has nobody
    nobody: list[str] = field(default_factory=list)
    nobody_on_call: list[str] = field(default_factory=list)


def week_of(known: Sequence[Person], first: date) -> list[Day]:
    zone, today = our_coverage().zone, now().astimezone(our_coverage().zone).date()
    start, end = _midnight(first, zone), _midnight(first + timedelta(days=7), zone)
    planned = {one.id: reading.inside(one.works(start, end), start, end) for one in known}
    called = {one.id: one.is_called(start, end) for one in known}
    covered = reading.covered(start, end)
    holes = reading.uncovered_by_anybody(known, start, end) if reading.is_kept(known) else []
    silent = reading.nobody_on_call(known, start, end)
    days = []
    for ahead in range(7):
        day = first + timedelta(days=ahead)
        limits = (_midnight(day, zone), _midnight(day + timedelta(days=1), zone))
        row = Day(day, _name(day), _words(covered, limits, zone), day == today)
        for one in known:
            row.shifts += _shifts(one, planned[one.id], called[one.id], limits, zone)
        row.shifts.sort(key=lambda shift: (shift.kind == "away", shift.at, shift.name))
        row.nobody = _words(holes, limits, zone)
        row.nobody_on_call = _words(silent, limits, zone)
        days.append(row)
    return days


def _shifts(
    one: Person,
    planned: tuple[list[Span], list[Span]],
    called: list[Span],
    limits: Span,
    zone: ZoneInfo,
) -> list[Shift]:
    ours, outside = planned
    found = [
        Shift(one.id, one.name, _span(a, b, zone), kind, at=int((a - limits[0]).total_seconds()))
        for kind, spans in (("duty", ours), ("outside", outside), ("on_call", called))
        for a, b in within(spans, *limits)
    ]
    noon = limits[0] + (limits[1] - limits[0]) / 2
    if one.is_away(noon):
        day = noon.astimezone(ZoneInfo(one.zone)).date()
        note = [change.note for change in one.changes if change.has(day)][-1]
        found.append(Shift(one.id, one.name, "", "away", note))
    return found


def _words(spans: Iterable[Span], limits: Span, zone: ZoneInfo) -> list[str]:
    return [_span(a, b, zone) for a, b in within(spans, *limits)]


def _span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    return _("%(a)s to %(b)s", a=_clock(start, zone), b=_clock(end, zone, is_end=True))


def _clock(moment: datetime, zone: ZoneInfo, is_end: bool = False) -> str:
    local = moment.astimezone(zone)
    if is_end and local.time() == time(0):
        return "24:00"
    return f"{local.hour}:{local.minute:02d}"


def holes_words(spans: Iterable[Span], zone: ZoneInfo, most: int = 4) -> list[str]:
    """Stretches that may last over days, as people say them."""
    found = []
    for start, end in list(spans)[:most]:
        a, b = start.astimezone(zone), end.astimezone(zone)
        if a.date() == b.date():
            found.append(f"{_name(a.date())}, {_span(start, end, zone)}")
        else:
            ends = f"{_name(b.date())}, {_clock(end, zone)}"
            begins = f"{_name(a.date())}, {_clock(start, zone)}"
            found.append(_("%(a)s to %(b)s", a=begins, b=ends))
    return found


def _name(day: date) -> str:
    return format_date(day, "EEE d MMM", locale=get_locale())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(now().tzinfo)

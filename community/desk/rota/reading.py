"""Who is on duty and on call now, and where the rota has holes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from community.accounts.models import User
from community.clock import now
from community.desk.coverage import Coverage
from community.desk.hours import reading as hours
from community.desk.models import Duty
from community.desk.rota.intervals import Span, common, joined, within, without
from community.desk.rota.models import Roster, RotaChange
from community.desk.rota.weeks import Change, Person
from community.extensions import db

MOMENT = timedelta(minutes=1)


def people(since: date | None = None) -> list[Person]:
    """Everybody with a roster who can act, with what differs from then on: two statements."""
    since = since or (now() - timedelta(days=2)).date()
    changes: dict[int, list[Change]] = {}
    rows = db.session.scalars(
        select(RotaChange)
        .where(RotaChange.ended_at.is_(None), RotaChange.last >= since)
        .order_by(RotaChange.id)
    )
    for row in rows:
        said = Change(row.first, row.last, row.hours, row.on_call, row.note, row.id)
        changes.setdefault(row.user_id, []).append(said)
    found = db.session.execute(
        select(Roster, User)
        .join(User, User.id == Roster.user_id)
        .where(User.closed_at.is_(None))
        .order_by(User.name)
    )
    return [
        _person(roster, user, changes.get(user.id, []))
        for roster, user in found
        if user.is_staff and user.is_active
    ]


def _person(roster: Roster, user: User, changes: list[Change]) -> Person:
    return Person(
        user.id,
        user.name,
        user.username,
        roster.zone,
        roster.hours,
        roster.on_call,
        changes,
        roster.load_limit,
    )


def is_kept(known: Iterable[Person]) -> bool:
    """Whether anybody has hours at all: without, everybody counts as on duty."""
    return any(one.hours or any(change.hours for change in one.changes) for one in known)


def on_duty(moment: datetime | None = None) -> set[int] | None:
    """Who works now, within our hours alone; None where no rota is kept."""
    moment, known = moment or now(), people()
    if not is_kept(known):
        return None
    if not any(each.is_on(moment) for each in coverages()):
        return set()
    return {one.id for one in known if one.works(moment, moment + MOMENT)}


def preferred(ids: list[int]) -> list[int]:
    """Those of them who are on duty; all of them where nobody is, or no rota is kept."""
    working = on_duty()
    return [one for one in ids if one in working] or ids if working else ids


def called_now() -> list[int]:
    """Who is on call by the rota at this moment."""
    moment = now()
    return [one.id for one in people() if one.is_called(moment, moment + MOMENT)]


def away_now() -> set[int]:
    moment = now()
    return {one.id for one in people() if one.is_away(moment)}


def coverages() -> list[Coverage]:
    """Our hours, and those of categories with their own."""
    return [hours.our_coverage(), *hours.own().values()]


def covered(start: datetime, end: datetime) -> list[Span]:
    """When somebody should work anywhere."""
    spans = [span for each in coverages() for span in each.spans(start, end)]
    return within(joined(spans), start, end)


def uncovered_by_anybody(known: Iterable[Person], start: datetime, end: datetime) -> list[Span]:
    """Hours of ours in which the rota has nobody."""
    working = [span for one in known for span in one.works(start, end)]
    return without(covered(start, end), working)


def nobody_on_call(known: Iterable[Person], start: datetime, end: datetime) -> list[Span]:
    """When nobody would be told of danger: neither by the rota nor by a standing duty."""
    by_id = {one.id: one for one in known}
    called = [span for one in by_id.values() for span in one.is_called(start, end)]
    for number in _always_on_call():
        there = by_id.get(number)
        called += there.present(start, end) if there else [(start, end)]
    return without([(start, end)], called)


def _always_on_call() -> list[int]:
    rows = db.session.scalars(
        select(User)
        .join(Duty, Duty.user_id == User.id)
        .where(Duty.duty == "on_call", Duty.ended_at.is_(None), User.closed_at.is_(None))
    )
    return [user.id for user in rows if user.is_staff and user.is_active]


def inside(spans: list[Span], start: datetime, end: datetime) -> tuple[list[Span], list[Span]]:
    """What of them lies in our hours, and what outside."""
    ours = covered(start, end)
    return common(spans, ours), without(spans, ours)

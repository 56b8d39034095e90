"""Set somebody's week and what differs from it; noted in the journal."""

from datetime import date

from community import journal
from community.accounts.models import User
from community.clock import now
from community.desk.rota import weeks
from community.desk.rota.models import Roster, RotaChange
from community.extensions import db, hold


class NotOfStaff(ValueError):
    """Who does not work the queue has no place on its rota."""


def set_week(
    person: User, zone: str, hours: str, on_call: str, load_limit: int | None, by: User
) -> None:
    """Inside writing(). Raises coverage.BadCoverage for what cannot be read."""
    _check(person, zone, hours, on_call)
    hold("roster", person.id)
    roster = db.session.get(Roster, person.id) or Roster(user_id=person.id)
    roster.zone, roster.hours, roster.on_call = zone, hours, on_call
    roster.load_limit, roster.by_id, roster.changed_at = load_limit, by.id, now()
    db.session.add(roster)
    words = {"hours": hours, "on_call": on_call, "zone": zone, "load_limit": load_limit}
    journal.note("set_week", "user", person.id, by.id, **words)


def change_days(
    person: User, first: date, last: date, hours: str, on_call: str, note: str, by: User
) -> None:
    """Away from one day to another (no hours), or other hours. Inside writing()."""
    roster = db.session.get(Roster, person.id)
    zone = roster.zone if roster else person.time_zone or "UTC"
    _check(person, zone, hours, on_call)
    if roster is None:
        db.session.add(Roster(user_id=person.id, zone=zone, by_id=by.id))
    row = RotaChange(user_id=person.id, first=first, last=last, hours=hours, on_call=on_call)
    row.note, row.by_id = note, by.id
    db.session.add(row)
    days = {"first": first.isoformat(), "last": last.isoformat(), "hours": hours}
    journal.note("change_days", "user", person.id, by.id, **days)


def take_back(row: RotaChange, by: User) -> None:
    """The usual week holds again. Inside writing()."""
    if row.ended_at is None:
        row.ended_at = now()
        journal.note("take_back_days", "user", row.user_id, by.id, first=row.first.isoformat())


def _check(person: User, zone: str, *texts: str) -> None:
    if not (person.is_staff and person.is_active):
        raise NotOfStaff(person.name)
    for text in texts:
        weeks.parse_week(text, zone)

"""Whoever does not work the queue any more is in none of its groups."""

from community import outbox
from community.accounts.events import PersonSuspended, RolesChanged
from community.accounts.models import User
from community.desk.groups import keeping, reading
from community.extensions import db


@outbox.on(RolesChanged)
def fall_out_of_groups(event: RolesChanged) -> None:
    person = db.session.get(User, event.user_id)
    if person and not person.is_staff:
        keeping.leave_all(person.id)


@outbox.on(PersonSuspended)
def free_what_groups_cannot_take(event: PersonSuspended) -> None:
    """Who is kept out for a while comes back to their groups; until then they take nothing."""
    for group_id in list(db.session.scalars(reading.of_person(event.user_id))):
        keeping.free_if_empty(group_id)

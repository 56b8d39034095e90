"""Give an item to a colleague or a group with a note, and hand it back."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from werkzeug.exceptions import UnprocessableEntity

from community import journal, outbox
from community.accounts.models import STAFF_ROLES, User
from community.clock import now
from community.desk import claiming
from community.desk.events import ItemAssigned, QueueChanged
from community.desk.models import Claim
from community.desk.together_models import Assignment
from community.extensions import db, hold
from community.forum import policy
from community.forum.models import Thread

NOTE_LIMIT = 500


class CannotBeGiven(UnprocessableEntity):
    """Nobody there who could work on it."""

    said = _l("This cannot be given to them: they do not work the queue.")


def colleagues() -> list[User]:
    """Who works the queue, by name."""
    some_role = or_(*(User.roles.contains(role) for role in STAFF_ROLES))
    people = db.session.scalars(select(User).where(some_role, User.closed_at.is_(None)))
    return sorted((p for p in people if p.is_staff and p.is_active), key=lambda p: p.name)


def groups(people: list[User]) -> list[str]:
    """The departments of those who work the queue."""
    return sorted({person.department for person in people if person.department})


def assign_to_person(thread: Thread, to: User, by: User, note: str = "") -> None:
    """Inside writing(). Whoever cannot read the thread cannot be given it."""
    if not (to.is_staff and to.is_active and policy.can_read_thread(to, thread)):
        raise CannotBeGiven
    row = Assignment(thread_id=thread.id, to_id=to.id, by_id=by.id, note=note[:NOTE_LIMIT])
    _replace(row)
    if to.id != by.id:
        claiming.release(thread.id, by)
    journal.note("assign", "thread", thread.id, by.id, to=to.id)
    outbox.record(ItemAssigned(thread.id, row.id, by.id))


def assign_to_group(thread: Thread, group: str, by: User, note: str = "") -> None:
    """Inside writing(). Nobody is rung: whoever of them comes first takes it."""
    if group not in groups(colleagues()):
        raise CannotBeGiven
    _replace(Assignment(thread_id=thread.id, to_group=group, by_id=by.id, note=note[:NOTE_LIMIT]))
    claiming.release(thread.id, by)
    journal.note("assign", "thread", thread.id, by.id, group=group)


def hand_back(thread_id: int, by: User, note: str = "") -> None:
    """One's own claim ends, and what was meant for anybody; the note stays for whoever is next."""
    claiming.release(thread_id, by)
    if note:
        row = Assignment(thread_id=thread_id, by_id=by.id, note=note[:NOTE_LIMIT])
        _replace(row)
    else:
        end(thread_id)
    outbox.record(QueueChanged(thread_id))


def hand_back_all(by: User, note: str = "") -> int:
    """Everything claimed by or meant for this person; how many items."""
    claims = select(Claim.thread_id).where(Claim.by_id == by.id, Claim.released_at.is_(None))
    given = select(Assignment.thread_id).where(
        Assignment.to_id == by.id, Assignment.ended_at.is_(None)
    )
    ids = sorted({*db.session.scalars(claims), *db.session.scalars(given)})
    for thread_id in ids:
        hand_back(thread_id, by, note)
    return len(ids)


def end(thread_id: int) -> None:
    """It is meant for nobody in particular any more."""
    standing = standing_assignment(thread_id)
    if standing:
        standing.ended_at = now()
        db.session.flush()  # the partial index refuses two standing ones


def standing_assignment(thread_id: int) -> Assignment | None:
    return db.session.scalar(
        select(Assignment).where(Assignment.thread_id == thread_id, Assignment.ended_at.is_(None))
    )


def say_group(group: str) -> str:
    return _("Whoever is free in %(group)s", group=group)


def _replace(row: Assignment) -> None:
    hold("assignment", row.thread_id)
    end(row.thread_id)
    db.session.add(row)
    db.session.flush()
    outbox.record(QueueChanged(row.thread_id))

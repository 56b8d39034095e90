"""Give an item to a colleague or a group with a note, and hand it back."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from werkzeug.exceptions import UnprocessableEntity

from community import journal, outbox
from community.accounts.models import STAFF_ROLES, User
from community.clock import now
from community.desk import claiming
from community.desk.customers_first import leaving
from community.desk.events import ItemAssigned, QueueChanged
from community.desk.groups import reading
from community.desk.groups.models import Group
from community.desk.models import HELD, QUESTION, Claim
from community.desk.rota import load
from community.desk.together_models import Assignment
from community.extensions import db, hold
from community.forum import policy
from community.forum.models import Thread

NOTE_LIMIT = 500


class CannotBeGiven(UnprocessableEntity):
    """Nobody there who could work on it."""

    said = _l("This cannot be given to them: they do not work the queue.")

    def __init__(self, said: str | None = None) -> None:
        super().__init__()
        self.said = said or self.said


def colleagues() -> list[User]:
    """Who works the queue, by name."""
    some_role = or_(*(User.roles.contains(role) for role in STAFF_ROLES))
    people = db.session.scalars(select(User).where(some_role, User.closed_at.is_(None)))
    return sorted((p for p in people if p.is_staff and p.is_active), key=lambda p: p.name)


def assign_to_person(
    thread: Thread, to: User, by: User, note: str = "", anyway: bool = False
) -> None:
    """Inside writing(). Whoever cannot read the thread cannot be given it; who has enough only
    `anyway` (else load.Full)."""
    _check(to, thread)
    if not anyway and load.is_full(to.id):
        raise load.Full(load.say_full(to.id, to.name))
    row = Assignment(thread_id=thread.id, to_id=to.id, by_id=by.id, note=note[:NOTE_LIMIT])
    _replace(row)
    if to.id != by.id:
        claiming.release(thread.id, by)
    journal.note("assign", "thread", thread.id, by.id, to=to.id)
    outbox.record(ItemAssigned(thread.id, row.id, by.id))


def _check(to: User, thread: Thread) -> None:
    # who loses the role in this very moment waits for us, or we for that
    db.session.refresh(to, with_for_update={"read": True})
    if not (to.is_staff and to.is_active):
        raise CannotBeGiven(
            _("%(name)s does not work the queue, so this cannot be given to them.", name=to.name)
        )
    if not policy.can_read_thread(to, thread):
        raise CannotBeGiven(_("%(name)s cannot see this thread.", name=to.name))


def assign_to_group(thread: Thread, group: Group, by: User, note: str = "") -> None:
    """Inside writing(). Its members hear once; whoever of them comes first takes it."""
    able = [one for one in reading.members(group.id) if policy.can_read_thread(one, thread)]
    if group.ended_at or not able:
        raise CannotBeGiven(
            _("Nobody in %(group)s works the queue now, so nobody would take it.", group=group.name)
        )
    row = Assignment(thread_id=thread.id, group_id=group.id, by_id=by.id, note=note[:NOTE_LIMIT])
    _replace(row)
    claiming.release(thread.id, by)
    journal.note("assign", "thread", thread.id, by.id, group=group.id)
    outbox.record(ItemAssigned(thread.id, row.id, by.id))


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
    standing = (Claim.by_id == by.id, Claim.released_at.is_(None))
    held = db.session.scalars(select(Claim.thread_id).where(*standing, Claim.kind == HELD)).all()
    for thread_id in held:
        claiming.release(thread_id, by, HELD)
    claims = select(Claim.thread_id).where(*standing, Claim.kind == QUESTION)
    given = select(Assignment.thread_id).where(
        Assignment.to_id == by.id, Assignment.ended_at.is_(None)
    )
    ids = sorted({*db.session.scalars(claims), *db.session.scalars(given)})
    for thread_id in ids:
        hand_back(thread_id, by, note)
    return len(ids) + len(held)


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
    leaving.take_over(row.thread_id)
    end(row.thread_id)
    db.session.add(row)
    db.session.flush()
    outbox.record(QueueChanged(row.thread_id))

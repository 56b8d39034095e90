"""Giving several items away, and putting several off: what each was before, and the way back."""

from typing import Any

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.desk import assigning, claiming, snoozing
from community.desk.events import QueueChanged
from community.desk.groups.models import Group
from community.desk.models import DeskClock
from community.desk.together_models import Assignment
from community.extensions import db
from community.forum.models import Thread


def assign(thread: Thread, wish: Any, by: User) -> Any:
    """What it was given to before, and the row that stands now; None: nothing to do."""
    if db.session.get(DeskClock, thread.id) is None:
        return None
    standing = assigning.standing_assignment(thread.id)
    if standing and (standing.to_id, standing.group_id) == (wish.to_id, wish.group_id):
        return None
    was = [standing.to_id, standing.group_id, standing.note] if standing else None
    if wish.group_id:
        group = db.session.get_one(Group, wish.group_id)
        assigning.assign_to_group(thread, group, by, wish.note)
    else:
        to = db.session.get_one(User, wish.to_id)
        assigning.assign_to_person(thread, to, by, wish.note)
    stands = assigning.standing_assignment(thread.id)
    return {"was": was, "row": stands.id if stands else 0}


def give_back(thread: Thread, before: Any, by: User) -> bool:
    """As it was given before, where nobody gave it on since."""
    standing = assigning.standing_assignment(thread.id)
    if standing is None or standing.id != before["row"]:
        return False
    assigning.end(thread.id)
    if before["was"]:
        to_id, group_id, note = before["was"]
        db.session.add(
            Assignment(thread_id=thread.id, to_id=to_id, group_id=group_id, by_id=by.id, note=note)
        )
        db.session.flush()
    outbox.record(QueueChanged(thread.id))
    return True


def snooze(thread: Thread, wish: Any, by: User) -> Any:
    clock = db.session.get(DeskClock, thread.id)
    if clock is None or wish.until is None:
        return None
    claim = claiming.standing_claim(thread.id)
    if claim and claim.by_id != by.id and claim.until > now():
        raise claiming.HeldByAnother("")
    snoozing.snooze(clock, by, wish.until, wish.note)
    standing = snoozing.standing_snooze(thread.id)
    return {"row": standing.id if standing else 0}


def wake(thread: Thread, before: Any, by: User) -> bool:
    standing = snoozing.standing_snooze(thread.id)
    if standing is None or standing.id != before["row"]:
        return False
    snoozing.wake(thread.id)
    return True

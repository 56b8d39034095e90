"""Make, change and end groups of staff; who stops working the queue falls out of them."""

from dataclasses import dataclass, field

from sqlalchemy import delete, select

from community import journal, outbox
from community.accounts.models import User
from community.clock import now
from community.desk.events import QueueChanged
from community.desk.groups import reading
from community.desk.groups.models import Group, GroupCategory, Membership
from community.desk.together_models import Assignment
from community.extensions import db, hold
from community.forum.naming import slug_of


class NameTaken(ValueError):
    """Another group is called so, or the name has no letter to find it by."""


class NotOfStaff(ValueError):
    """Who does not work the queue cannot be in a group; the text is their name."""


@dataclass(frozen=True)
class Wish:
    """What a group shall be: ids of people and categories."""

    name: str
    about: str = ""
    members: frozenset[int] = frozenset()
    leads: frozenset[int] = field(default=frozenset())
    categories: frozenset[int] = field(default=frozenset())


def make(wish: Wish, by: User) -> Group:
    """Inside writing(). Raises NameTaken and NotOfStaff."""
    group = Group(name=wish.name, handle=_handle(wish.name), about=wish.about, by_id=by.id)
    db.session.add(group)
    db.session.flush()
    _fill(group, wish, by)
    journal.note("make_group", "group", group.id, by.id, name=wish.name)
    return group


def change(group: Group, wish: Wish, by: User) -> None:
    """Inside writing(). Raises NameTaken and NotOfStaff."""
    if wish.name != group.name:
        group.handle = _handle(wish.name, group.id)
    group.name, group.about = wish.name, wish.about
    _fill(group, wish, by)
    journal.note("change_group", "group", group.id, by.id, name=wish.name)


def end(group: Group, by: User) -> None:
    """What was given to it is everybody's again. Inside writing()."""
    if group.ended_at:
        return
    group.ended_at = now()
    for membership in _memberships(group.id):
        membership.ended_at = now()
    _free(group.id)
    journal.note("end_group", "group", group.id, by.id, name=group.name)


def leave_all(user_id: int) -> None:
    """Out of every group; what a group without anybody was given is everybody's again.
    Inside writing()."""
    standing = select(Membership).where(
        Membership.user_id == user_id, Membership.ended_at.is_(None)
    )
    for membership in list(db.session.scalars(standing)):
        membership.ended_at = now()
        journal.note("leave_group", "group", membership.group_id, None, user=user_id)
        db.session.flush()
        free_if_empty(membership.group_id)


def free_if_empty(group_id: int) -> None:
    """Nobody is left who could take what was given to it."""
    if not reading.members(group_id):
        _free(group_id)


def _handle(name: str, group_id: int | None = None) -> str:
    hold("staff_groups")
    handle = slug_of(name)
    other = reading.by_handle(handle)
    if not handle or handle == "me" or (other and other.id != group_id):
        raise NameTaken(name)
    return handle


def _fill(group: Group, wish: Wish, by: User) -> None:
    hold("staff_group", group.id)
    _check(wish.members | wish.leads)
    kept = {membership.user_id: membership for membership in _memberships(group.id)}
    for user_id, membership in kept.items():
        leads = user_id in wish.leads
        if user_id not in wish.members | wish.leads or membership.leads != leads:
            membership.ended_at = now()
    db.session.flush()  # the partial index refuses two standing ones
    for user_id in sorted(wish.members | wish.leads):
        before, leads = kept.get(user_id), user_id in wish.leads
        if before is None or before.ended_at:
            row = Membership(group_id=group.id, user_id=user_id, leads=leads, by_id=by.id)
            db.session.add(row)
    db.session.execute(delete(GroupCategory).where(GroupCategory.group_id == group.id))
    for number in sorted(wish.categories):
        db.session.add(GroupCategory(group_id=group.id, category_id=number))
    db.session.flush()
    free_if_empty(group.id)


def _check(ids: frozenset[int]) -> None:
    found = {
        person.id: person for person in db.session.scalars(select(User).where(User.id.in_(ids)))
    }
    for number in ids:
        person = found.get(number)
        if person is None or not person.is_staff or person.closed_at:
            raise NotOfStaff(person.name if person else str(number))


def _memberships(group_id: int) -> list[Membership]:
    return list(
        db.session.scalars(
            select(Membership).where(Membership.group_id == group_id, Membership.ended_at.is_(None))
        )
    )


def _free(group_id: int) -> None:
    given = select(Assignment).where(Assignment.group_id == group_id, Assignment.ended_at.is_(None))
    for row in list(db.session.scalars(given)):
        row.ended_at = now()
        outbox.record(QueueChanged(row.thread_id))
    db.session.flush()

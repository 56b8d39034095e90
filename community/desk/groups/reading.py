"""Which groups there are, and who is in them: only who can act."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, and_, select

from community.accounts.models import User
from community.desk.groups.models import Group, GroupCategory, Membership
from community.extensions import db
from community.forum.models import Category


@dataclass(frozen=True)
class Person:
    """A member as a page shows them."""

    id: int
    name: str
    username: str
    leads: bool


@dataclass
class Told:
    """A group as a page shows it."""

    id: int
    name: str
    handle: str
    about: str
    members: list[Person] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)


def standing() -> list[Group]:
    return list(
        db.session.scalars(select(Group).where(Group.ended_at.is_(None)).order_by(Group.name))
    )


def find(group_id: int) -> Group | None:
    """A group that has not ended."""
    group = db.session.get(Group, group_id)
    return group if group and group.ended_at is None else None


def by_handle(handle: str) -> Group | None:
    return db.session.scalar(
        select(Group).where(Group.handle == handle.lower(), Group.ended_at.is_(None))
    )


def of_person(user_id: int) -> Select[int]:
    """The ids of the groups somebody is in, for conditions."""
    return select(Membership.group_id).where(
        Membership.user_id == user_id, Membership.ended_at.is_(None)
    )


def members(group_id: int) -> list[User]:
    """Those of a group who work the queue and can act now."""
    people = db.session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.group_id == group_id,
            Membership.ended_at.is_(None),
            User.closed_at.is_(None),
        )
        .order_by(User.id)
    )
    return [person for person in people if person.is_staff and person.is_active]


def leads_of(group_id: int) -> list[int]:
    """The leads of a group who can act."""
    leading = set(
        db.session.scalars(
            select(Membership.user_id).where(
                Membership.group_id == group_id,
                Membership.ended_at.is_(None),
                Membership.leads,
            )
        )
    )
    return [person.id for person in members(group_id) if person.id in leading]


def leads(user_id: int, group_id: int) -> bool:
    found = select(Membership.id).where(
        Membership.group_id == group_id,
        Membership.user_id == user_id,
        Membership.ended_at.is_(None),
        Membership.leads,
    )
    return db.session.scalar(found) is not None


def looking_after(category_id: int) -> list[int]:
    """The groups that look after a category."""
    return list(
        db.session.scalars(
            select(GroupCategory.group_id)
            .join(Group, Group.id == GroupCategory.group_id)
            .where(GroupCategory.category_id == category_id, Group.ended_at.is_(None))
        )
    )


def categories_of(group_id: int) -> Select[int]:
    return select(GroupCategory.category_id).where(GroupCategory.group_id == group_id)


def told() -> list[Told]:
    """Every group with its people and categories, in three statements."""
    found = {g.id: Told(g.id, g.name, g.handle, g.about) for g in standing()}
    for group_id, person in _people():
        if group_id in found:
            found[group_id].members.append(person)
    rows = db.session.execute(
        select(GroupCategory.group_id, Category.name)
        .join(Category, Category.id == GroupCategory.category_id)
        .order_by(Category.position)
    )
    for group_id, name in rows:
        if group_id in found:
            found[group_id].categories.append(name)
    return list(found.values())


def _people() -> Sequence[tuple[int, Person]]:
    rows = db.session.execute(
        select(Membership.group_id, Membership.leads, User)
        .join(User, and_(User.id == Membership.user_id, User.closed_at.is_(None)))
        .where(Membership.ended_at.is_(None))
        .order_by(Membership.leads.desc(), User.name)
    )
    return [
        (group_id, Person(user.id, user.name, user.username, leads))
        for group_id, leads, user in rows
        if user.is_staff and user.is_active
    ]

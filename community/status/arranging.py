"""The verbs for the parts of the page: add, change, order, archive, restore; and their groups."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from community import caching, outbox
from community.accounts.models import User
from community.caching.freshness import EVERYTHING
from community.clock import now
from community.extensions import db, hold
from community.journal import note
from community.status.events import ComponentsArranged
from community.status.following import change, follow_incidents
from community.status.models import Component, ComponentGroup
from community.status.ordering import Refused


def add_component(name: str, description: str, group_id: int | None, by: User | None) -> Component:
    """At the end of its group."""
    hold("components")
    _check_name(Component, name, None)
    last = select(func.max(Component.position)).where(_same_group(group_id))
    row = Component(name=name, description=description, group_id=group_id)
    row.position = _next(db.session.scalar(last))
    db.session.add(row)
    return _arranged("add", row, by)


def change_component(
    row: Component, name: str, description: str, group_id: int | None, by: User | None
) -> None:
    """A new name stands at once in what is running; older words keep the one they were told in."""
    hold("components")
    _check_name(Component, name, row.id)
    row.name, row.description, row.group_id = name, description, group_id
    row.updated_at = now()
    _arranged("change", row, by)


def archive(row: Component, by: User | None) -> None:
    """Off the page. What runs goes on and still names it; its own trouble counts as ended."""
    if row.archived_at:
        return
    if row.state != "operational":
        change(row, "operational", None)
    row.archived_at = row.updated_at = now()
    _arranged("archive", row, by)


def restore(row: Component, by: User | None) -> None:
    """Back on the page, in the state that what is running gives it."""
    if not row.archived_at:
        return
    row.archived_at, row.updated_at = None, now()
    follow_incidents()
    _arranged("restore", row, by)


def add_group(name: str, by: User | None) -> ComponentGroup:
    hold("components")
    _check_name(ComponentGroup, name, None)
    last = db.session.scalar(select(func.max(ComponentGroup.position)))
    row = ComponentGroup(name=name, position=_next(last))
    db.session.add(row)
    return _arranged("add", row, by)


def rename_group(row: ComponentGroup, name: str, by: User | None) -> None:
    hold("components")
    _check_name(ComponentGroup, name, row.id)
    row.name = name
    _arranged("change", row, by)


def remove_group(row: ComponentGroup, by: User | None) -> None:
    """Its components stay, without a group."""
    hold("components")
    for part in db.session.scalars(select(Component).where(Component.group_id == row.id)):
        part.group_id = None
    db.session.flush()
    db.session.delete(row)
    _arranged("remove", row, by)


def move_component(row: Component, step: int, by: User | None) -> None:
    """One place up (-1) or down (1) among those of its group."""
    hold("components")
    beside = select(Component).where(_same_group(row.group_id), Component.archived_at.is_(None))
    _move(row, step, list(db.session.scalars(beside.order_by(Component.position, Component.name))))
    _arranged("move", row, by)


def move_group(row: ComponentGroup, step: int, by: User | None) -> None:
    hold("components")
    order = select(ComponentGroup).order_by(ComponentGroup.position, ComponentGroup.id)
    _move(row, step, list(db.session.scalars(order)))
    _arranged("move", row, by)


def _move(row: Any, step: int, order: list[Any]) -> None:
    place = order.index(row)
    target = min(max(place + step, 0), len(order) - 1)
    order.insert(target, order.pop(place))
    for position, one in enumerate(order):
        one.position = position


def _same_group(group_id: int | None) -> Any:
    return Component.group_id.is_(None) if group_id is None else Component.group_id == group_id


def _next(last: int | None) -> int:
    return 0 if last is None else last + 1


def _check_name(kind: Any, name: str, own_id: int | None) -> None:
    same = select(kind).where(func.lower(kind.name) == name.lower())
    twin = db.session.scalar(same.limit(1))
    if twin is None or twin.id == own_id:
        return
    if getattr(twin, "archived_at", None):
        raise Refused(_("An archived part has this name. Restore that one instead."))
    raise Refused(_("There is one of this name already."))


def _arranged(verb: str, row: Any, by: User | None) -> Any:
    db.session.flush()
    what = "component" if isinstance(row, Component) else "component_group"
    note(verb, what, row.id, by.id if by else None)
    announce()
    return row


def announce() -> None:
    """The page has other parts now."""
    outbox.record(ComponentsArranged())
    caching.touch(EVERYTHING)

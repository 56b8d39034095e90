"""The people, organisations and categories of the demo."""

from datetime import datetime

from flask import current_app

from community.accounts.models import Organisation, User
from community.desk.groups import keeping, reading
from community.desk.rota.keeping import set_week
from community.extensions import db
from community.forum.categories import set_category
from community.forum.models import Category
from community.forum.naming import slug_of
from community.home.seeds.people import CUSTOMERS, FIRMS, GROUPS, ROOMS, ROTA, TEAM, Person

SIGN_INS = ("admin", "sam", "mia", "max", "ana", "ben")  # these have the demo's password


def settle(password_hash: str, since: datetime) -> None:
    """Add who and what is not there yet. Inside writing()."""
    firms = {firm.external_id: _firm(firm._asdict()) for firm in FIRMS}
    db.session.add_all(firms.values())
    db.session.flush()
    known = {user.username for user in db.session.query(User)}
    for person in (*TEAM, *CUSTOMERS):
        if person.username not in known:
            firm = firms.get(person.organisation or "")
            db.session.add(_user(person, firm, password_hash, since))
    for position, room in enumerate(ROOMS, 1):
        set_category(
            room.slug,
            name=room.name,
            description=room.description,
            see=room.see,
            post=room.post,
            kind=room.kind,
            position=position,
        )
    db.session.flush()
    _form_groups()


def _form_groups() -> None:
    people = {user.username: user for user in db.session.query(User)}
    rooms = {room.slug: room.id for room in db.session.query(Category)}
    for group in GROUPS:
        wish = keeping.Wish(
            group.name,
            group.about,
            frozenset(people[name].id for name in group.members),
            frozenset(people[name].id for name in group.leads),
            frozenset(rooms[slug] for slug in group.rooms),
        )
        if reading.by_handle(slug_of(group.name)) is None:
            keeping.make(wish, people["admin"])
    for name, hours, on_call in ROTA:
        zone = current_app.config["SETTINGS"].time_zone
        set_week(people[name], zone, hours, on_call, None, people["admin"])


def _firm(values: dict[str, object]) -> Organisation:
    return Organisation(**{**values, "products": list(values["products"])})  # type: ignore[call-overload]


def _user(person: Person, firm: Organisation | None, password: str, since: datetime) -> User:
    signs_in = person.username in SIGN_INS
    return User(
        username=person.username,
        name=person.name,
        email=f"{person.username}@example.com",
        email_confirmed_at=since,
        password_hash=password if signs_in else None,
        roles=person.roles,
        department=person.department,
        title=person.title,
        about=person.about,
        time_zone=person.time_zone,
        organisation_id=firm.id if firm else None,
        trusted_at=since if person.trusted else None,
        created_at=since,
    )

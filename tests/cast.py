"""The cast of every test: ana asks, ben is another customer, sam is staff, mia moderates."""

from dataclasses import dataclass

from community.accounts.models import Organisation, User
from community.clock import now
from community.desk.groups.models import Group, Membership
from community.extensions import db
from community.forum.models import Category

PASSWORD = "hearth-demo"

PEOPLE = {
    "ana": ("Ana Alves", "customer", None),
    "ben": ("Ben Brown", "customer", None),
    "sam": ("Sam Sato", "customer,staff", "Support"),
    "mia": ("Mia Moser", "customer,staff,moderator", "Community"),
    "max": ("Max Maurer", "customer,marketing", "Marketing"),
    "admin": ("Ada Admin", "customer,admin", "Operations"),
}


@dataclass
class Cast:
    """Ids, since records of one session mean nothing in the next."""

    people: dict[str, int]
    categories: dict[str, int]

    def __getattr__(self, name: str) -> User:
        return db.session.get(User, self.people[name])

    def group(self, handle: str) -> Group:
        return db.session.query(Group).filter_by(handle=handle).one()

    def category(self, slug: str = "help") -> Category:
        return db.session.get(Category, self.categories[slug])


def make_cast(password_hash: str) -> Cast:
    """People and categories of the small world; inside writing()."""
    firm = Organisation(external_id="acme", name="Acme", tier="gold", plan="team", products=["App"])
    db.session.add(firm)
    db.session.flush()
    people = {
        username: User(
            username=username,
            name=name,
            email=f"{username}@example.com",
            email_confirmed_at=now(),
            password_hash=password_hash,
            roles=roles,
            department=department,
            title="Agent" if department else None,
            organisation_id=firm.id if username == "ana" else None,
        )
        for username, (name, roles, department) in PEOPLE.items()
    }
    rooms = {
        "help": Category(slug="help", name="Help", position=1),
        "talk": Category(slug="talk", name="Talk", position=2, default_kind="discussion"),
        "members": Category(slug="members", name="Members", position=3, who_may_see="members"),
        "crew": Category(
            slug="crew", name="Crew", position=4, who_may_see="staff", who_may_post="staff"
        ),
    }
    db.session.add_all([*people.values(), *rooms.values()])
    db.session.flush()
    for name, member in (("Support", "sam"), ("Community", "mia")):
        group = Group(name=name, handle=name.lower())
        db.session.add(group)
        db.session.flush()
        db.session.add(Membership(group_id=group.id, user_id=people[member].id))
    db.session.flush()
    return Cast({k: u.id for k, u in people.items()}, {k: c.id for k, c in rooms.items()})

"""The companies our customers belong to, as the host says."""

from collections.abc import Sequence

from sqlalchemy import select

from community import journal, outbox
from community.accounts.events import CustomerAssigned, TierChanged
from community.accounts.models import Organisation, User
from community.clock import now
from community.extensions import db


def find(external_id: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.external_id == external_id))


def keep(
    external_id: str,
    name: str | None = None,
    tier: str | None = None,
    plan: str | None = None,
    products: Sequence[str] | None = None,
) -> Organisation:
    """Make an organisation or change what is given; '' empties a field. Inside writing()."""
    organisation = find(external_id)
    if organisation is None:
        organisation = Organisation(external_id=external_id, name=name or external_id, products=[])
        db.session.add(organisation)
    tier_before = organisation.tier
    for field, value in (("name", name), ("tier", tier), ("plan", plan)):
        if value is not None and (value or field != "name"):
            setattr(organisation, field, value or None)
    if products is not None:
        organisation.products = list(dict.fromkeys(product for product in products if product))
    db.session.flush()
    if organisation.tier != tier_before:
        outbox.record(TierChanged(organisation.id))
    return organisation


def assign(user: User, organisation: Organisation | None, by: User | None = None) -> None:
    """Say whose customer a person is. Inside writing()."""
    new_id = organisation.id if organisation else None
    if user.organisation_id == new_id:
        return
    journal.note(
        "assign_organisation", "user", user.id, by.id if by else None, organisation_id=new_id
    )
    user.organisation_id = new_id
    outbox.record(CustomerAssigned(user.id))


def trust(user: User, by: User | None = None) -> None:
    """The answers of this customer proved good. Inside writing()."""
    if user.trusted_at is None:
        user.trusted_at = now()
        journal.note("trust", "user", user.id, by.id if by else None)


def distrust(user: User, by: User | None = None) -> None:
    """Take trust back. Inside writing()."""
    if user.trusted_at is not None:
        user.trusted_at = None
        journal.note("distrust", "user", user.id, by.id if by else None)

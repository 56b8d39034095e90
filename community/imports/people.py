"""Foreign authors become members without a password, whom a mail link can hand to their owner."""

import re
from collections.abc import Iterable
from itertools import islice

from sqlalchemy import select

from community.accounts import naming
from community.accounts.models import User
from community.extensions import db, writing
from community.forms import clean_line
from community.imports.models import ExternalId
from community.imports.records import ForeignPerson, Report
from community.markup import to_text

CHUNK = 200  # people a transaction: a few milliseconds


def bring_in(source: str, people: Iterable[ForeignPerson], report: Report) -> dict[str, int]:
    """Make or find each person; answers external id -> our id."""
    known = known_ids(source, "person")
    taken = {name.lower() for name in db.session.scalars(select(User.username))}
    tally = report.tallies["people"]
    stream = iter(people)
    while chunk := list(islice(stream, CHUNK)):
        new = {p.external_id: p for p in chunk if p.external_id not in known}
        tally.kept += len(chunk) - len(new)
        if not new:
            continue
        with writing():
            rows = {key: _user(p, source, taken) for key, p in new.items()}
            db.session.add_all(rows.values())
            db.session.flush()
            remember(source, "person", ((key, row.id) for key, row in rows.items()))
            known.update({key: row.id for key, row in rows.items()})
        tally.made += len(new)
    return known


def _user(person: ForeignPerson, source: str, taken: set[str]) -> User:
    name = clean_line(person.name)[:80] or "Somebody"
    return User(
        username=free_username(name, taken),
        name=name,
        about=to_text(person.about_html)[:2000] if person.about_html else "",
        created_at=person.created_at,
        imported_from=source,
    )


def free_username(name: str, taken: set[str]) -> str:
    """A user name made of the name, with a number where it is taken; adds it to `taken`."""
    base = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-_")[:24] or "member"
    base = base if len(base) >= 3 else f"{base}-member"[:24]
    if is_reserved(base):
        base = f"x-{base}"[:24]
    candidate, number = base, 1
    while candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    taken.add(candidate)
    return candidate


def is_reserved(name: str) -> bool:
    """Names that would look like staff (the rules of signing up)."""
    return naming.username_problem(name) is not None


def known_ids(source: str, kind: str) -> dict[str, int]:
    rows = db.session.execute(
        select(ExternalId.external_id, ExternalId.local_id).where(
            ExternalId.source == source, ExternalId.kind == kind
        )
    )
    return {row.external_id: row.local_id for row in rows}


def remember(source: str, kind: str, pairs: Iterable[tuple[str, int]]) -> None:
    db.session.add_all(
        ExternalId(source=source, kind=kind, external_id=key, local_id=local_id)
        for key, local_id in pairs
    )

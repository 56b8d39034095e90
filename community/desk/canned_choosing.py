"""Which canned replies there are for these words, and what they say in this thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from community.accounts.models import Organisation, User
from community.desk.canned_filling import EXAMPLES, fill
from community.desk.canned_models import CannedReply, CannedUse
from community.extensions import db
from community.forum.models import Thread

SHOWN = 8  # beside an editor: more than one can take in at a glance


@dataclass(frozen=True)
class Canned:
    """One as lists show it."""

    id: int
    title: str
    source: str
    uses: int
    changed_at: datetime
    written_by: str
    replaces: str | None


def approved(words: str = "") -> list[Canned]:
    """Those that serve, the best match first, then the most used."""
    asked = words.casefold().split()
    found = [one for one in _rows(CannedReply.approved_at.is_not(None)) if _has(one, asked)]
    return sorted(found, key=lambda one: (not _titled(one, asked), -one.uses, one.title.casefold()))


def proposed() -> list[Canned]:
    """Those that wait for a yes, the oldest first."""
    return sorted(_rows(CannedReply.approved_at.is_(None)), key=lambda one: one.changed_at)


def values_for(thread: Thread, agent: User) -> dict[str, str | None]:
    """What the variables stand for when this person replies here."""
    asker, organisation = _asker(thread)
    products = organisation.products if organisation else []
    return {
        "asker": _first_word(asker.name),
        "asker_name": asker.name,
        "agent": _first_word(agent.name),
        "agent_name": agent.name,
        "department": agent.department,
        "organisation": organisation.name if organisation else None,
        "product": products[0] if products else None,
        "title": thread.title,
        "category": thread.category.name,
        "link": f"{current_app.config['SETTINGS'].public_url}/t/{thread.id}",
    }


def example_of(source: str) -> str:
    return fill(source, EXAMPLES)


def _asker(thread: Thread) -> Any:
    return db.session.execute(
        select(User, Organisation)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(User.id == thread.author_id)
    ).one()


def _rows(condition: Any) -> list[Canned]:
    uses = (
        select(func.count())
        .where(CannedUse.canned_id == CannedReply.id)
        .correlate(CannedReply)
        .scalar_subquery()
    )
    other = CannedReply.__table__.alias("other")
    rows = db.session.execute(
        select(
            CannedReply.id,
            CannedReply.title,
            CannedReply.source,
            uses,
            CannedReply.changed_at,
            User.name,
            other.c.title,
        )
        .join(User, User.id == CannedReply.written_by_id)
        .outerjoin(other, other.c.id == CannedReply.replaces_id)
        .where(condition)
    )
    return [Canned(*row) for row in rows]


def _has(one: Canned, asked: Sequence[str]) -> bool:
    text = f"{one.title} {one.source}".casefold()
    return all(word in text for word in asked)


def _titled(one: Canned, asked: Sequence[str]) -> bool:
    return all(word in one.title.casefold() for word in asked)


def _first_word(name: str) -> str:
    return name.split()[0] if name.split() else name

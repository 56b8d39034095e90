"""Whether a category leaves its questions to customers first: earned, decided, lost by itself."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from community import journal, outbox
from community.clock import now
from community.desk.customers_first.models import SUBJECTS, CustomersFirst, subject_by_name
from community.desk.customers_first.reckoning import Figures, has_earned
from community.desk.events import CustomersFirstEnded, DeadlinesOutdated
from community.desk.waits import LEAST
from community.extensions import db, hold
from community.forum.models import Category


class NotEarned(ValueError):
    """It cannot be switched on yet; the text says why, for the person who wanted to."""


def switch_on(category: Category, by_id: int) -> None:
    """Inside writing(); raises NotEarned."""
    row = _row(category.id)
    reason = why_not(category, row)
    if reason:
        raise NotEarned(reason)
    if row.on_since is None:
        row.on_since, row.by_id = now(), by_id
        _tell("start", row, by_id)


def switch_off(category_id: int, by_id: int | None) -> None:
    """By a person, or by itself (then the leads hear of it). Inside writing()."""
    row = _row(category_id)
    if row.on_since is None:
        return
    row.on_since = None
    _tell("end", row, by_id)
    if by_id is None:
        outbox.record(CustomersFirstEnded(category_id))


def mark(category: Category, subject: str, by_id: int) -> None:
    """What the category is about. Inside writing()."""
    if subject not in SUBJECTS:
        raise ValueError(subject)
    row = _row(category.id)
    if row.subject == subject:
        return
    row.subject = subject
    journal.note("mark_subject", "category", category.id, by_id, about=subject)
    if subject != "ordinary":
        switch_off(category.id, by_id)


def keep(found: Mapping[int, Figures]) -> None:
    """What the night reckoned, in the place of what was known; what is not earned any more ends.
    Inside writing()."""
    known = set(db.session.scalars(select(CustomersFirst.category_id)))
    for category in db.session.scalars(select(Category)):
        figures = found.get(category.id)
        if figures is None and category.id not in known:
            continue
        row = _row(category.id)
        figures = figures or Figures(0, 0, None)
        row.asked, row.by_customers = figures.asked, figures.by_customers
        row.usual, row.reckoned_at = figures.usual, now()
        if row.on_since and why_not(category, row):
            switch_off(category.id, by_id=None)


def subject_of(category: Category, row: CustomersFirst | None) -> str:
    """As staff said; by its name until they did."""
    said = row.subject if row else None
    return said or subject_by_name(category.slug, category.name)


def why_not(category: Category, row: CustomersFirst | None) -> str | None:
    """Why its questions cannot be left to customers first; None if they can."""
    if category.who_may_see == "staff" or category.who_may_post == "staff":
        return _("Customers do not ask here.")
    if subject_of(category, row) != "ordinary":
        return _("Never for billing, accounts and security.")
    if row is None or row.asked < LEAST:
        return _("Fewer than %(least)d questions in eight weeks.", least=LEAST)
    if not has_earned(row.asked, row.by_customers):
        return _("Customers solved fewer than half of the questions in eight weeks.")
    return None


def _row(category_id: int) -> CustomersFirst:
    hold("customers_first", category_id)
    row = db.session.get(CustomersFirst, category_id)
    if row is None:
        row = CustomersFirst(category_id=category_id, asked=0, by_customers=0, reckoned_at=now())
        db.session.add(row)
        db.session.flush()
    return row


def _tell(act: str, row: CustomersFirst, by_id: int | None) -> None:
    values: dict[str, Any] = {"asked": row.asked, "by_customers": row.by_customers}
    journal.note(f"{act}_customers_first", "category", row.category_id, by_id, **values)
    outbox.record(DeadlinesOutdated())

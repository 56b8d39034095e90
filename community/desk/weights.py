"""What raises an item within its band, in points: one point is one person who wants the same."""

from functools import lru_cache

from flask import current_app
from sqlalchemy import ColumnElement, case, func, literal

from community.accounts.models import Organisation
from community.desk.models import DeskClock
from community.forum.models import Thread
from config import BadSettings

FIRST_TIME = 5  # who hears nothing the first time does not ask a second time
DISTRESS = 10
NEEDS_COMPANY = 20  # other customers have tried


def points() -> ColumnElement[int]:
    """Over Thread, DeskClock and the asker's Organisation: demand (people who say that they have
    it too, people whose search ended here), need and tier. Views give none."""
    return (
        Thread.me_too
        + DeskClock.searched_by
        + case((DeskClock.first_time, FIRST_TIME), else_=0)
        + case((DeskClock.distress, DISTRESS), else_=0)
        + case((Thread.needs_company_at.is_not(None), NEEDS_COMPANY), else_=0)
        + tier_points()
    )


def tier_points() -> ColumnElement[int]:
    """What the company says its tiers weigh."""
    weights = of_tiers(current_app.config["SETTINGS"].tier_points)
    if not weights:
        return literal(0)
    return case(weights, value=func.lower(Organisation.tier), else_=0)


@lru_cache(maxsize=8)
def of_tiers(text: str) -> dict[str, int]:
    """`gold 10, enterprise 20`: points by the tier's name in small letters."""
    weights = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _space, number = part.rpartition(" ")
        if not name or not (number.isascii() and number.isdigit() and len(number) < 5):
            raise BadSettings(f"TIER_POINTS: cannot read {part!r}; write for example gold 10.")
        weights[name.strip().lower()] = int(number)
    return weights

"""Which hours hold: a category's own, else those of the page for everywhere, else the settings'."""

from collections.abc import Mapping
from functools import lru_cache

from flask import current_app
from sqlalchemy import select

from community.caching import memory
from community.caching.freshness import EVERYTHING
from community.desk import coverage
from community.desk.coverage import Coverage
from community.desk.hours.models import OurHours
from community.extensions import db

TAG = "hours"

#: by category; None: everywhere else
Kept = Mapping[int | None, Coverage]


def our_coverage() -> Coverage:
    """Of every category without hours of its own; from memory."""
    return _of(None, remembered())


def coverage_of(category_id: int) -> Coverage:
    return _of(category_id, remembered())


def own() -> dict[int, Coverage]:
    """The categories with hours of their own; from memory."""
    return {number: hours for number, hours in remembered().items() if number is not None}


def remembered() -> Kept:
    """At most a tenth of a second old after a change in another process."""
    kept: Kept = memory.remembered("hours", read, (EVERYTHING, TAG))
    return kept


def read() -> Kept:
    """As they are written now: for deadlines, which stay."""
    rows = db.session.execute(
        select(OurHours.category_id, OurHours.hours, OurHours.zone, OurHours.holidays)
    )
    return {number: parsed(*words) for number, *words in rows}


def read_of(category_id: int) -> Coverage:
    return _of(category_id, read())


@lru_cache(maxsize=64)
def parsed(text: str, zone: str, holidays: str) -> Coverage:
    return coverage.parse(text, zone, holidays)


def of_settings() -> Coverage:
    settings = current_app.config["SETTINGS"]
    return parsed(settings.coverage, settings.time_zone, settings.holidays)


def _of(category_id: int | None, kept: Kept) -> Coverage:
    return kept.get(category_id) or kept.get(None) or of_settings()

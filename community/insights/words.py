"""How figures are said: times, shares, names of hours and days."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from babel.dates import format_date, get_day_names
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

QUICK = (15, 60, 240, 1440)  # minutes: up to here a picture's colour goes


def init_app(app: Flask) -> None:
    for words in (
        wait_words,
        short_words,
        share_words,
        hour_words,
        day_name,
        day_words,
        hours_words,
        warmth,
    ):
        app.jinja_env.globals[words.__name__] = words


def wait_words(minutes: float | None) -> str:
    """ "40 min", "2 h 10 min", "3 d"; a dash where nobody knows yet."""
    if minutes is None:
        return "–"
    whole = max(1, round(minutes))
    hours, rest = divmod(whole, 60)
    if whole < 60:
        return _("%(m)d min", m=whole)
    if hours < 24:
        return _("%(h)d h %(m)d min", h=hours, m=rest) if rest else _("%(h)d h", h=hours)
    days, hours = divmod(round(minutes / 60), 24)
    if days >= 7 or not hours:  # hours say nothing beside a week
        return _("%(d)d d", d=round(minutes / 1440))
    return _("%(d)d d %(h)d h", d=days, h=hours)


def short_words(minutes: float | None) -> str:
    """As short as a cell of a picture."""
    if minutes is None:
        return "–"
    if minutes < 59.5:
        return _("%(n)dm", n=max(1, round(minutes)))
    if minutes < 48 * 60:
        return _("%(n)dh", n=round(minutes / 60))
    return _("%(n)dd", n=round(minutes / 1440))


def share_words(part: int, whole: int) -> str:
    """Whole percents; "<1 %" and ">99 %" where rounding would say none or all."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 1:
        return _("under 1 %")
    if 99 < percent < 100:
        return _("over 99 %")
    return _("%(n)d %%", n=round(percent))


def day_name(day: int, width: Any = "wide") -> str:
    """Monday is 0."""
    return str(get_day_names(width, locale=get_locale())[day])


def hour_words(hour: int) -> str:
    """An hour of the week: "Monday, 9:00"."""
    return _("%(day)s, %(hour)d:00", day=day_name(hour // 24), hour=hour % 24)


def hours_words(hours: Sequence[int]) -> str:
    """Several hours of the week, each day with its hours: "Monday 9:00, 10:00; Tuesday 9:00"."""
    parts = []
    for day, its in groupby(sorted(hours), key=lambda hour: hour // 24):
        times = ", ".join(f"{hour % 24}:00" for hour in its)
        parts.append(_("%(day)s %(times)s", day=day_name(day), times=times))
    return "; ".join(parts)


def day_words(day: str) -> str:
    """A day as its name in ISO says it: "3 December"."""
    return str(format_date(date.fromisoformat(day), "d MMMM", locale=get_locale()))


def warmth(minutes: float | None) -> int:
    """Which colour a wait has: 0 unknown, 1 quick to 5 slow."""
    if minutes is None:
        return 0
    return 1 + sum(minutes > edge for edge in QUICK)

"""The days on which nobody works the queue: public holidays, and days named one by one."""

import re
from collections.abc import Callable, Container, Iterable
from datetime import date
from functools import lru_cache

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EVERY_YEAR = re.compile(r"\d\d-\d\d")


class UnknownHolidays(ValueError):
    """The text names no country, region or day; it says which part."""


class DaysOff(Container[date]):
    """What any of its parts knows as a day off. Calendars are made year by year, when asked."""

    def __init__(self, parts: Iterable[Container[date]], yearly: Iterable[tuple[int, int]]) -> None:
        self.parts, self.yearly = tuple(parts), frozenset(yearly)

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        return (day.month, day.day) in self.yearly or any(day in part for part in self.parts)


@lru_cache(maxsize=8)
def days_off(text: str) -> Container[date]:
    """`DE-BY`, `US-CA, US-NY`, `DE, 12-24, 2026-12-31`: countries or regions of the holidays
    library, days of every year, single days. Nothing for an empty text."""
    calendars: list[Container[date]] = []
    days: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    for part in filter(None, re.split(r"[\s,;]+", text)):
        if _DAY.fullmatch(part):
            days.add(_read(part, date.fromisoformat, part))
        elif _EVERY_YEAR.fullmatch(part):
            leap = _read(part, date.fromisoformat, f"2024-{part}")
            yearly.add((leap.month, leap.day))
        else:
            calendars.append(_public_holidays(part))
    return DaysOff([*calendars, days], yearly) if text.strip() else ()


def _read(part: str, read: Callable[[str], date], text: str) -> date:
    try:
        return read(text)
    except ValueError:
        raise UnknownHolidays(f"There is no day {part!r}.") from None


def _public_holidays(code: str) -> Container[date]:
    import holidays  # heavy: loaded only where somebody keeps holidays

    country, _dash, region = code.partition("-")
    try:
        return holidays.country_holidays(country.upper(), subdiv=region.upper() or None)
    except NotImplementedError:
        raise UnknownHolidays(
            f"The holidays library knows no {code!r}: write for example DE, US-CA, or a day as "
            "2026-12-24 or, for every year, 12-24."
        ) from None

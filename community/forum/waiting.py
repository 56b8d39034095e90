"""When the asker is asked, reminded, and when a question without details closes (CARE)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import current_app

from community.accounts.models import User

ASK_AFTER = timedelta(hours=24)  # after a customer's answer: did it help?
REMIND_AFTER = {1: timedelta(days=2), 2: timedelta(days=7)}  # we still need to know
CLOSE_AFTER = timedelta(days=14)  # without the details nobody can help
CLOSING = 3  # the round that closes
MORNING, NIGHT = time(8), time(21)  # nothing is sent or closed at night
SATURDAY = 5


def zone_of(user: User | None) -> ZoneInfo:
    """The person's time zone, or the company's where none (or nonsense) was chosen."""
    names = [user.time_zone if user else None, current_app.config["SETTINGS"].time_zone, "UTC"]
    for name in filter(None, names):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def by_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself, or the next morning where it falls into the night."""
    local = moment.astimezone(zone)
    if MORNING <= local.time() < NIGHT:
        return moment
    day = local.date() + timedelta(days=1) if local.time() >= NIGHT else local.date()
    return datetime.combine(day, MORNING, zone).astimezone(moment.tzinfo)


def asked_at(replied_at: datetime, zone: ZoneInfo) -> datetime:
    return by_day(replied_at + ASK_AFTER, zone)


def reminded_at(info_asked_at: datetime, zone: ZoneInfo, round: int) -> datetime:
    if round >= CLOSING:
        return closes_at(info_asked_at, zone)
    return by_day(info_asked_at + REMIND_AFTER[round], zone)


def closes_at(info_asked_at: datetime, zone: ZoneInfo) -> datetime:
    """Nothing closes before this: two weeks, by day, and on Monday instead of a weekend."""
    return by_weekday(info_asked_at + CLOSE_AFTER, zone)


def possible_at(moment: datetime, zone: ZoneInfo, round: int) -> datetime:
    """The next moment at which this round may be done: by day, the closing not at a weekend."""
    return by_weekday(moment, zone) if round >= CLOSING else by_day(moment, zone)


def by_weekday(moment: datetime, zone: ZoneInfo) -> datetime:
    """The next moment by day that is not at a weekend."""
    moment = by_day(moment, zone)
    local = moment.astimezone(zone)
    if local.weekday() < SATURDAY:
        return moment
    monday = local.date() + timedelta(days=7 - local.weekday())
    return datetime.combine(monday, MORNING, zone).astimezone(moment.tzinfo)

"""The sentence that says why an item stands where it stands."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

from babel.dates import format_datetime, get_day_names
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from community.desk import weights
from community.desk.bands import Edges
from community.desk.coverage import Coverage

NAMED = 2  # reasons in one sentence: more is not read
ALWAYS = 10_000  # before whatever points there are
WEEK = 6  # days: further off a weekday's name could mean two days


def why(item: Any, edges: Edges) -> str:
    """One sentence: what is due, by when seen from now, and the strongest reasons beside it."""
    if item.to_check:
        return _("A customer answered while we were away. Is it right?")
    if item.left_until:
        until = moment_words(item.left_until, edges.hours.zone, edges.moment)
        first = _("Customers first until %(moment)s.", moment=until)
        return f"{first} {_due(item, edges.moment)}"
    strongest = sorted(_reasons(item), key=lambda reason: -reason[0])[:NAMED]
    return " ".join([_due(item, edges.moment), *(words for _points, words in strongest)])


def _due(item: Any, moment: datetime) -> str:
    left = item.due_at - moment
    names = {
        "first_reply": _("First reply"),
        "follow_up": _("Reply to a follow-up"),
        "next_word": _("The next word we promised"),
    }
    what = names[item.target]
    if left < timedelta():
        return _("%(what)s is late by %(span)s.", what=what, span=span(-left))
    return _("%(what)s is due in %(span)s.", what=what, span=span(left))


def _reasons(item: Any) -> Iterator[tuple[int, str]]:
    """Each with its weight: what sets the band and the deadline, then what gave points."""
    if item.danger:
        yield ALWAYS + 2, _("The customer writes words of danger.")
    if item.hastened or item.needs_company_at:
        yield ALWAYS + 1, _("A trusted customer says this needs the company.")
    if item.support_state == "replied":
        yield ALWAYS, _("A customer answered and the asker has not said whether it helped.")
    if item.searched_by:
        yield item.searched_by + item.me_too, _demand(item)
    elif item.me_too:
        yield item.me_too, _me_too(item)
    if item.distress:
        yield weights.DISTRESS, _("The customer sounds distressed.")
    if item.first_time:
        yield weights.FIRST_TIME, _("Their first question here.")
    if item.tier_points:
        yield item.tier_points, _("Tier: %(tier)s.", tier=item.tier)
    if item.added_detail_at and item.added_detail_at > item.since:
        yield 0, _("The asker added detail.")


def _demand(item: Any) -> str:
    """How many different people want this, as the forum knows them."""
    searched = ngettext(
        "%(num)d person searched for this in 7 days.",
        "%(num)d people searched for this in 7 days.",
        item.searched_by,
    )
    return f"{searched} {_me_too(item)}" if item.me_too else searched


def _me_too(item: Any) -> str:
    return ngettext("%(num)d more person has this.", "%(num)d more people have this.", item.me_too)


def span(length: timedelta) -> str:
    """A length of time in the two largest units that people would say."""
    minutes = max(1, int(length.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return _("%(h)d h %(m)d min", h=hours, m=rest) if rest else _("%(h)d h", h=hours)
    days, hours = divmod(hours, 24)
    if not hours:
        return ngettext("%(num)d day", "%(num)d days", days)
    return _("%(d)d d %(h)d h", d=days, h=hours)


def span_words(minutes: int) -> str:
    return span(timedelta(minutes=minutes))


def usual_words(minutes: int | None) -> str:
    """`Someone usually answers within 40 minutes at this time of day.`"""
    if minutes is None:
        return _("Someone usually answers today.")
    if minutes <= 60:
        return _("Someone usually answers within %(n)d minutes at this time of day.", n=minutes)
    hours, half = divmod(minutes, 60)
    if half:
        words = _("%(hours)d and a half hours", hours=hours)
    else:
        words = ngettext("%(num)d hour", "%(num)d hours", hours)
    return _("Someone usually answers within %(span)s at this time of day.", span=words)


def overnight_words(minutes: int) -> str:
    """What was true of six of ten who asked at this hour."""
    return ngettext(
        "Customers answer around the clock; at this hour 6 of 10 had a reply within %(num)d hour.",
        "Customers answer around the clock; at this hour 6 of 10 had a reply within %(num)d hours.",
        minutes // 60,
    )


def moment_words(moment: datetime, zone: tzinfo, seen_from: datetime) -> str:
    """`15:05` today, `Monday at 9:00` within the week, `3 December` beyond, in the given zone."""
    local, today = moment.astimezone(zone), seen_from.astimezone(zone)
    time, days = f"{local.hour}:{local.minute:02d}", abs((local.date() - today.date()).days)
    if not days:
        return time
    if days > WEEK:
        return str(format_datetime(local, "d MMMM", locale=get_locale()))
    day = get_day_names("wide", locale=get_locale())[local.weekday()]
    return _("%(day)s at %(time)s", day=day, time=time)


def coverage_words(hours: Coverage) -> str:
    """`Monday to Friday, 9:00 to 17:00`, or `around the clock`."""
    if hours.around_the_clock:
        return _("around the clock")
    parts = []
    for first, last, times in _runs(hours):
        names = get_day_names("wide", locale=get_locale())
        days = names[first] if first == last else _("%(a)s to %(b)s", a=names[first], b=names[last])
        spans = _(" and ").join(
            _("%(a)s to %(b)s", a=clock_words(start), b=clock_words(end)) for start, end in times
        )
        parts.append(f"{days}, {spans}")
    return "; ".join(parts)


def _runs(hours: Coverage) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """Neighbouring days with the same hours, together: (first day, last day, hours)."""
    runs: list[tuple[int, int, tuple[tuple[int, int], ...]]] = []
    for day, times in enumerate(hours.week):
        if not times:
            continue
        if runs and runs[-1][2] == times and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day, times)
        else:
            runs.append((day, day, times))
    return runs


def clock_words(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"

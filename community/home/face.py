"""What every template may use: who reads, the path everything lies under, times, initials."""

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from babel import Locale
from flask import Flask, g
from flask_babel import format_datetime, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from community.caching.fragments import language
from community.clock import now
from community.guards import me

SAID = 5000  # texts; a template may say what is no literal
_said: dict[tuple[str, bool, str], str] = {}


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        me=me,
        now=now,
        base=app.config["SETTINGS"].root_path,
        reader_words=reader_words,
        language=lambda: language().replace("_", "-"),
        direction=lambda: _direction(language()),
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: translations().ugettext(text),
        lambda one, many, count: translations().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = say
    app.jinja_env.filters.update(utc=utc, iso=iso, in_zone=in_zone, initials=initials)


@pass_eval_context
def say(context: EvalContext, text: str, **values: Any) -> str:
    """Jinja's own `_` for texts of templates, which looks each of them up once a language."""
    key = (language(), context.autoescape, text)
    said = _said.get(key)
    if said is None:
        if len(_said) > SAID:
            _said.clear()
        found = translations().ugettext(text)
        said = _said[key] = Markup(found) if context.autoescape else found
    return said % values if values or "%" in said else said


def translations() -> Any:
    """Flask-Babel's, remembered where it would remember them itself (force_locale empties and
    restores that place): a page says sixty sentences, and each lookup asks eight proxies."""
    place = getattr(g, "_flask_babel", None)
    found = getattr(place, "babel_translations", None)
    if found is None:
        found = get_translations()
        if place is not None:
            place.babel_translations = found
    return found


@lru_cache(maxsize=200)
def _direction(language: str) -> str:
    return Locale.parse(language).text_direction


def reader_words(user: Any) -> str:
    """What a reader may be shown, for <body data-reader>; static/css/reader.css reads it."""
    if user is None:
        return "visitor"
    words = [word for word in ("staff", "moderator", "marketing", "admin") if _is(user, word)]
    return " ".join(["member", *words])


def _is(user: Any, word: str) -> bool:
    return bool(getattr(user, f"is_{word}", False))


def utc(moment: datetime) -> str:
    """A moment as people read it, in UTC: pages are the same for every reader of a language,
    and <local-time> turns it into the reader's own time."""
    minute = moment.astimezone(UTC).replace(second=0, microsecond=0)
    return _utc_text(minute, str(get_locale()))


@lru_cache(maxsize=20_000)
def _utc_text(minute: datetime, language: str) -> str:
    return f"{format_datetime(minute, 'd MMM y, HH:mm', rebase=False)} UTC"


def in_zone(moment: datetime, zone: tzinfo) -> str:
    """A moment in one reader's own time, for mails: no script will turn it there."""
    local = moment.astimezone(zone)
    return f"{format_datetime(local, 'd MMM y, HH:mm', rebase=False)} {local.tzname()}"


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=5_000)
def initials(name: str) -> str:
    """At most two letters for an avatar: of the first and of the last word."""
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()

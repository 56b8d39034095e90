"""`/queue/cost`: what another target or other hours would have kept, and what they would take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import get_day_names
from flask import Flask, current_app, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from community import guards, offload, panels
from community.clock import now
from community.desk import measuring, targeting
from community.desk.coverage import BadCoverage, Coverage, parse
from community.desk.forecasting import Forecast, Past, beyond, forecast, hours_of
from community.desk.hours import reading as hours_kept
from community.desk.hours import setting
from community.desk.policy import can_lead
from community.desk.reasons import clock_words
from community.desk.timing import coverage_of, targets_for
from community.desk.waits import LEAST
from community.extensions import db
from community.forum.models import Category

PATH = "/queue/cost"
HOURS_LIMIT = 200  # characters
bp = guards.guarded_blueprint("desk_cost", __name__, can_lead)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    panels.add("layout.staff", "desk/_cost_way.html", _way, order=16, pure=True)


def _way(lit: Any) -> dict[str, Any] | None:
    return {"here": lit == "cost"} if can_lead(guards.me()) else None


@dataclass
class Wish:
    """What is to be tried, as it was typed, and what is wrong with it."""

    minutes: str
    hours: str
    category: str
    errors: dict[str, str]
    #: the hours that hold there now
    real: Coverage
    target: int = 0
    tried: Coverage | None = None


@bp.get(PATH)
def show_cost() -> Any:
    wish = _wish()
    rooms = db.session.execute(select(Category.id, Category.name).order_by(Category.position))
    choices = [("", _("Every category")), *((str(number), name) for number, name in rooms)]
    if wish.category not in dict(choices):
        wish.errors["category"] = _("Please choose one of the list.")
    values = {"wish": wish, "choices": choices, "weeks": measuring.WINDOW.days // 7}
    if wish.errors or wish.tried is None:
        return render_template("desk/cost.html", **values, replayed=None), 422
    said, was = _forecasts(wish)
    enough = said.questions >= LEAST
    return render_template(
        "desk/cost.html",
        **values,
        replayed=said,
        was=was,
        enough=enough,
        opened=spans(beyond(wish.tried, wish.real)),
        closed=hours_of(beyond(wish.real, wish.tried)),
        blocks=blocks(said.help),
    )


def _wish() -> Wish:
    chosen = request.args.get("category", "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 9 else 0
    row = (setting.find(number) if number else None) or setting.find(None)
    words = row or current_app.config["SETTINGS"]
    usual = str(targets_for(0, None).first_reply)
    wish = Wish(
        request.args.get("minutes", usual).strip()[:20],
        request.args.get("hours", row.hours if row else words.coverage).strip()[:HOURS_LIMIT],
        chosen,
        {},
        coverage_of(number),
    )
    text = wish.minutes
    wish.target = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 1 <= wish.target <= targeting.LONGEST:
        wish.errors["minutes"] = _("Please write whole minutes, such as 240 for four hours.")
    try:
        zone = row.zone if row else words.time_zone
        wish.tried = parse(wish.hours, zone, words.holidays)
    except BadCoverage:
        wish.errors["hours"] = _(
            "These hours cannot be read. Write for example: mon-fri 09:00-17:00; sat 10:00-14:00"
        )
    return wish


def _forecasts(wish: Wish) -> tuple[Forecast, Forecast]:
    """What would have been, and what was: with today's hours and the same target."""
    moment, real = now(), wish.real
    own = hours_kept.own()  # elsewhere these would answer with hours that are not theirs
    questions = [
        Past(one.asked_at, one.first_reply_at, one.first_staff_reply_at, _over(one))
        for one in measuring.asked_since(moment - measuring.WINDOW)
        if (str(one.category_id) == wish.category if wish.category else one.category_id not in own)
    ]
    db.session.rollback()
    assert wish.tried is not None
    said = offload.call(forecast, questions, real, wish.tried, wish.target, moment)
    return said, offload.call(forecast, questions, real, real, wish.target, moment)


def _over(one: Any) -> Any:
    return min(filter(None, (one.solved_at, one.closed_at)), default=None)


def blocks(hours: dict[int, int]) -> list[tuple[str, int]]:
    """Hours of the week as people say them, neighbours together: ("Monday, 9:00 to 11:00", 2)."""
    found: list[tuple[int, int, int]] = []
    for hour, count in sorted(hours.items()):
        if found and found[-1][1] == hour and hour % 24:
            found[-1] = (found[-1][0], hour + 1, found[-1][2] + count)
        else:
            found.append((hour, hour + 1, count))
    return [
        (_block(first // 24, first % 24 * 60, (end - 1) % 24 * 60 + 60), count)
        for first, end, count in found
    ]


def spans(parts: Sequence[tuple[int, int, int]]) -> list[tuple[str, float]]:
    """The same for parts of days: (words, hours)."""
    return [(_block(day, start, end), (end - start) / 60) for day, start, end in parts]


def _block(day: int, start: int, end: int) -> str:
    name = get_day_names("wide", locale=get_locale())[day]
    return _("%(day)s, %(a)s to %(b)s", day=name, a=clock_words(start), b=clock_words(end))

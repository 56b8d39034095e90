"""`/queue/hours`: when somebody of us works, everywhere and in single categories."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from flask import Flask, abort, current_app, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import ValidationError

from community import guards, panels
from community.answering import see_other
from community.clock import now
from community.desk.coverage import BadCoverage, Coverage
from community.desk.days_off import UnknownHolidays, days_off
from community.desk.hours import reading, setting
from community.desk.hours.models import OurHours
from community.desk.policy import can_lead
from community.extensions import db, writing
from community.forms import Choice, HearthForm, Line, refuse
from community.forum.models import Category

PATH = "/queue/hours"
AHEAD = 120  # days: which of them are off is shown
seen = guards.staff_blueprint("hours", __name__)
decided = guards.guarded_blueprint("hours_set", __name__, can_lead)


def init_app(app: Flask) -> None:
    app.register_blueprint(seen)
    app.register_blueprint(decided)
    panels.add("layout.staff", "desk/hours/_way.html", _way, order=18, pure=True)


def _way(lit: Any) -> dict[str, Any] | None:
    return {"here": lit == "hours"} if guards.staff_only(guards.me()) else None


class HoursForm(HearthForm):
    """Hours of a category; empty means everywhere else."""

    category = Choice(_l("Category"))
    hours = Line(_l("When somebody works"), most=200, missing=_l("Write at least one hour."))
    zone = Line(_l("Time zone"), most=60)
    holidays = Line(_l("Days off"), most=500, least=0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        rooms = db.session.execute(select(Category.id, Category.name).order_by(Category.position))
        every = ("", _("Every category without hours of its own"))
        self.category.choices = [every, *((str(number), name) for number, name in rooms)]

    def validate_zone(self, field: Line) -> None:
        if not is_zone(field.data or ""):
            raise ValidationError(_("Write the name of a time zone, such as Europe/Berlin."))

    def validate_holidays(self, field: Line) -> None:
        try:
            days_off(field.data or "")
        except UnknownHolidays:
            raise ValidationError(
                _("Write regions (DE, US-CA), days (2026-12-31) or yearly days (12-24).")
            ) from None

    def validate_hours(self, field: Line) -> None:
        try:
            reading.parsed(field.data or "", "UTC", "")
        except BadCoverage:
            if not any(sign.isdigit() for sign in field.data or ""):
                raise ValidationError(
                    _("At least one hour of the week must be covered: nothing could ever be due.")
                ) from None
            raise ValidationError(
                _("These hours cannot be read. For example: mon-fri 09:00-17:00; sat 10:00-14:00")
            ) from None


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return name in available_timezones()


@seen.get(PATH)
def show_hours() -> str:
    return render_template("desk/hours/hours.html", **_page(_form_for(request.args.get("edit"))))


@decided.post(PATH)
def set_hours() -> Any:
    form = HoursForm()
    if not form.validate_on_submit() or not _kept(form):
        return refuse("desk/hours/hours.html", **_page(form))
    flash(_("Set. Open deadlines follow within moments."))
    return see_other(PATH)


@decided.delete(f"{PATH}/<int:hours_id>")
def remove_hours(hours_id: int) -> Any:
    with writing():
        row = db.session.get(OurHours, hours_id) if hours_id < 2**31 else None
        setting.remove_hours(row or abort(404), guards.me().id)
    flash(_("Removed. What is less exact holds again."))
    return see_other(PATH)


def _kept(form: HoursForm) -> bool:
    category_id = int(form.category.data) if form.category.data else None
    words = (form.hours.data or "", form.zone.data or "", form.holidays.data or "")
    try:
        with writing():
            setting.set_hours(category_id, *words, guards.me().id)
    except setting.Unfit as reason:
        form.hours.errors = [str(reason)]
        return False
    return True


def _form_for(row_id: str | None) -> HoursForm:
    number = int(row_id) if row_id and row_id.isdecimal() and len(row_id) < 9 else 0
    row = db.session.get(OurHours, number) if number else setting.find(None)
    settings = current_app.config["SETTINGS"]
    if row is None:
        return HoursForm(
            formdata=None,
            hours=settings.coverage,
            zone=settings.time_zone,
            holidays=settings.holidays,
        )
    return HoursForm(
        formdata=None,
        category=str(row.category_id or ""),
        hours=row.hours,
        zone=row.zone,
        holidays=row.holidays,
    )


def _page(form: HoursForm) -> dict[str, Any]:
    rows = setting.standing()
    shown = [(row, name, reading.parsed(row.hours, row.zone, row.holidays)) for row, name in rows]
    return {
        "form": form,
        "rows": [(row, name, hours, list(coming_days_off(hours))) for row, name, hours in shown],
        "by_page": any(row.category_id is None for row, _name in rows),
        "usual": reading.of_settings(),
        "usual_off": list(coming_days_off(reading.of_settings())),
        "zones": sorted(available_timezones()),
        "may_decide": can_lead(guards.me()),
    }


def coming_days_off(hours: Coverage) -> Iterator[date]:
    """Days off that fall on a day with hours, within the next months."""
    today = now().astimezone(hours.zone).date()
    for ahead in range(AHEAD):
        day = today + timedelta(days=ahead)
        if hours.week[day.weekday()] and day in hours.holidays:
            yield day

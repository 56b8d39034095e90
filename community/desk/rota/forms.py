"""The forms of the rota: somebody's week, and days that differ."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from community.clock import now
from community.desk.coverage import BadCoverage
from community.desk.hours.views import is_zone
from community.desk.rota import load, weeks
from community.forms import HearthForm, Line

LONGEST = 366  # days: longer is another week, not a change


def check_hours(text: str) -> None:
    try:
        weeks.parse_week(text, "UTC")
    except BadCoverage:
        raise ValidationError(
            _("These hours cannot be read. For example: mon-fri 09:00-13:00; sat 22:00-06:00")
        ) from None


class WeekForm(HearthForm):
    """The usual week of a person, and how much they take on."""

    hours = Line(_l("On duty"), most=200, least=0)
    on_call = Line(_l("On call"), most=200, least=0)
    zone = Line(_l("Time zone of these hours"), most=60)
    load_limit = Line(_l("Items at once"), most=5, least=0)

    @property
    def limit(self) -> int | None:
        return int(self.load_limit.data) if self.load_limit.data else None

    def validate_hours(self, field: Line) -> None:
        check_hours(field.data or "")

    def validate_on_call(self, field: Line) -> None:
        check_hours(field.data or "")

    def validate_zone(self, field: Line) -> None:
        if not is_zone(field.data or ""):
            raise ValidationError(_("Write the name of a time zone, such as Europe/Berlin."))

    def validate_load_limit(self, field: Line) -> None:
        text = field.data or ""
        if text and not (text.isascii() and text.isdigit() and 1 <= int(text) <= load.MOST):
            raise ValidationError(
                _("Write a number from 1 to %(most)d, or nothing.", most=load.MOST)
            )


class ChangeForm(HearthForm):
    """From one day to another: away, or other hours."""

    first = Line(_l("First day"), most=10)
    last = Line(_l("Last day"), most=10, least=0)
    hours = Line(_l("On duty instead"), most=200, least=0)
    on_call = Line(_l("On call instead"), most=200, least=0)
    note = Line(_l("Why"), most=200, least=0)

    @property
    def days(self) -> tuple[date, date]:
        first = date.fromisoformat(self.first.data or "")
        return first, date.fromisoformat(self.last.data) if self.last.data else first

    def validate_first(self, field: Any) -> None:
        _read_day(field.data or "")

    def validate_last(self, field: Any) -> None:
        if not field.data or self.first.errors:
            return
        first, last = _read_day(self.first.data or ""), _read_day(field.data)
        if last < first:
            raise ValidationError(_("The last day lies before the first."))
        if last - first > timedelta(days=LONGEST):
            raise ValidationError(_("At most a year at once."))

    def validate_hours(self, field: Line) -> None:
        check_hours(field.data or "")

    def validate_on_call(self, field: Line) -> None:
        check_hours(field.data or "")


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValidationError(_("Write a day such as 2026-12-24.")) from None
    if abs(day.year - now().year) > 5:
        raise ValidationError(_("That is too far away."))
    return day

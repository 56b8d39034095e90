"""Times that people type, in the company's time zone, also on the days the clocks change."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import StopValidation

from community.forms import read_moment


class LeftOut(ValueError):
    """The clocks go forward over this time: it does not exist."""


def company_zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["SETTINGS"].time_zone)


def read_local(text: str, zone: ZoneInfo, second: bool = False) -> datetime:
    """In UTC. Of an hour that comes twice the first is meant, or the second where asked."""
    moment = read_moment(text, zone)  # refuses nonsense and far years
    typed = datetime.fromisoformat(text)
    if typed.tzinfo:
        return moment
    local = typed.replace(tzinfo=zone, fold=1 if second else 0).astimezone(UTC)
    if local.astimezone(zone).replace(tzinfo=None) != typed:
        raise LeftOut(text)
    return local


def as_typed(moment: datetime | None) -> str:
    """For the value of a datetime-local field."""
    return f"{moment.astimezone(company_zone()):%Y-%m-%dT%H:%M}" if moment else ""


class Moment(StringField):
    """A date and a time; `.moment` is it in UTC, or None where it may be left out.

    An end in an hour that comes twice means the second one, so that nothing ends earlier than
    was announced."""

    def __init__(self, label: Any, needed: bool = False, is_end: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.needed, self.is_end = needed, is_end
        self.moment: datetime | None = None

    @property
    def given(self) -> datetime:
        """Of a field that is needed and valid."""
        assert self.moment is not None
        return self.moment

    def pre_validate(self, form: Any) -> None:
        self.moment = None
        if not self.data:
            if self.needed:
                raise StopValidation(_("Please give a date and a time."))
            return
        try:
            self.moment = read_local(str(self.data), company_zone(), self.is_end)
        except LeftOut:
            raise StopValidation(
                _("The clocks go forward over this time, so it does not exist. Choose another one.")
            ) from None
        except ValueError:
            raise StopValidation(_("Please give a date and a time.")) from None

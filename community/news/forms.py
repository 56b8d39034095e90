"""The form of an announcement."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, StringField, ValidationError
from wtforms.validators import NumberRange, Optional

from community.clock import now
from community.forms import HearthForm, Line, Lines, read_moment
from community.news.announcing import BANNER_DAYS


class AnnouncementForm(HearthForm):
    """Title and text; when it goes out; whether a banner stands, and how long."""

    title = Line(lazy_gettext("Title"), most=200)
    body = Lines(lazy_gettext("Text"), most=20_000)
    starts = StringField(lazy_gettext("Goes out at"))
    banner = BooleanField(lazy_gettext("Show a banner on every page"))
    banner_days = IntegerField(
        lazy_gettext("Days the banner stands"),
        default=BANNER_DAYS,
        validators=[Optional(), NumberRange(1, 60)],
    )

    def validate_starts(self, field: StringField) -> None:
        self.starts_at: datetime | None = None
        if not field.data:
            return
        try:
            zone = ZoneInfo(current_app.config["SETTINGS"].time_zone)
            self.starts_at = read_moment(field.data, zone)
        except ValueError:
            raise ValidationError(_("Please give a date and a time.")) from None

    def banner_until(self) -> datetime | None:
        if not self.banner.data:
            return None
        begins = max(self.starts_at or now(), now())
        return begins + timedelta(days=self.banner_days.data or BANNER_DAYS)

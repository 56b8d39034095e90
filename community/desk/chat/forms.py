"""What is asked when a channel is added."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import SelectMultipleField, ValidationError

from community.desk.chat import channels
from community.desk.handing_over.forms import check_web_address
from community.extensions import db
from community.forms import Choice, HearthForm, Line
from community.forum.models import Category


class ChannelForm(HearthForm):
    """An incoming webhook of a chat, and what it wants to hear."""

    name = Line(_l("Name"), most=60)
    format = Choice(_l("Chat"))
    url = Line(_l("Address of the incoming webhook"), most=500)
    category = Choice(_l("Questions of"))
    whats = SelectMultipleField(_l("Says what is"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.format.choices = [
            ("text", _("Slack, Mattermost or the like")),
            ("teams", _("Microsoft Teams (a workflow)")),
        ]
        rooms = db.session.execute(select(Category.id, Category.name).order_by(Category.position))
        self.category.choices = [("", _("Every category")), *((str(i), name) for i, name in rooms)]
        self.whats.choices = [("new", _("new")), ("due_soon", _("due soon")), ("late", _("late"))]

    def validate_name(self, field: Line) -> None:
        if any(row.ChatChannel.name == field.data for row in channels.shown()):
            raise ValidationError(_("There is one of this name already."))

    def validate_url(self, field: Line) -> None:
        check_web_address(field.data or "")

    def validate_whats(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError(_("Please choose what it should say."))

"""What is asked when something is handed over, and when a destination is added."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from community import calling_out
from community.accounts.models import User
from community.desk.handing_over import destinations
from community.desk.handing_over.models import Destination
from community.forms import Choice, HearthForm, Line, Lines, is_mail
from community.forum import policy
from community.forum.forms import read_promise
from community.forum.models import Post, Thread
from community.forum.replying import PROMISES, say_promise

NOTE_LIMIT = 2_000


class PassOnForm(HearthForm):
    """Where to, what of it, and what the asker is told."""

    to = Choice(_l("To"))
    post = Choice(_l("What they get"))
    note = Lines(_l("What they should know"), most=NOTE_LIMIT, least=0)
    next_word_by = Choice(_l("Promise the asker a next word"))
    word = Lines(_l("What the asker reads"), most=2_000, least=0)

    def __init__(
        self, thread: Thread, posts: list[Post], to: list[Destination], by: User, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.promised: datetime | None = None
        self.to.choices = [(str(one.id), one.name) for one in to]
        self.post.choices = [("", _("The whole thread"))] + [
            (str(post.id), _("Only post %(number)s", number=post.number)) for post in posts
        ]
        offered = [(f"+{minutes}", say_promise(minutes)) for minutes in PROMISES]
        self.may_promise = "first_word" in policy.intents_for(by, thread)
        self.next_word_by.choices = [("", _("No promise")), *(offered if self.may_promise else ())]

    def validate_next_word_by(self, field: Choice) -> None:
        self.promised = read_promise(field.data) if field.data else None

    def validate_word(self, field: Lines) -> None:
        if self.promised and not field.data:
            raise ValidationError(_("Please write what the asker reads with the promise."))


class DestinationForm(HearthForm):
    """A help desk or tracker."""

    name = Line(_l("Name"), most=60)
    kind = Choice(_l("How it gets there"))
    address = Line(_l("Address"), most=500)
    who = Choice(_l("What it learns of people"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [("webhook", _("Signed webhook")), ("mail", _("Mail"))]
        self.who.choices = [
            ("name", _("Name and organisation")),
            ("mail", _("Name, organisation and mail address")),
            ("nobody", _("Nothing: askers and customers have no names there")),
        ]

    def validate_name(self, field: Line) -> None:
        if any(one.name == field.data for one in destinations.standing()):
            raise ValidationError(_("There is one of this name already."))

    def validate_address(self, field: Line) -> None:
        if self.kind.data == "mail":
            if not is_mail(field.data or ""):
                raise ValidationError(_("That does not look like a mail address."))
        else:
            check_web_address(field.data or "")


def check_web_address(text: str) -> None:
    """Raises ValidationError; asks the name server, so never inside a transaction."""
    try:
        calling_out.place_of(text, seconds=4.0)
    except calling_out.BadAddress as bad:
        raise ValidationError(say_bad_address(bad.why)) from bad


def say_bad_address(why: str) -> str:
    sentences = {
        "insecure": _("It must begin with https:// so that nobody on the way can read along."),
        "unknown": _("Nobody knows the name of this server."),
        "internal": _(
            "This leads into your own network. The operator can allow that "
            "(WEBHOOKS_TO_PRIVATE_ADDRESSES)."
        ),
    }
    return sentences.get(why) or _("This is no web address that can be called.")

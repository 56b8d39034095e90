"""What people fill in: a question, a reply, an edit."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField, ValidationError

from community.accounts.forms import check_name
from community.accounts.models import User
from community.accounts.naming import NAME_MOST
from community.clock import now
from community.forms import Choice, HearthForm, Line, Lines, Mail, read_moment
from community.forum.models import KINDS, Category, Thread
from community.forum.naming import MOST_TAGS, TITLE_LIMIT, clean_tags

TITLE_LEAST = 8  # characters: "Help" and "Problem" tell nobody anything
TAGS_LIMIT = 200
FARTHEST = timedelta(days=90)  # nobody waits longer for a next word that is meant

#: what people write who only mean that they have it too
SAME_HERE = re.compile(
    r"\W*(\+1|me,? too|same (here|problem|issue|for me)|i have (this|the same)( problem| issue)?"
    r"( too)?|any (news|updates?)( on this)?|bump|following)\W*",
    re.IGNORECASE,
)


class AskForm(HearthForm):
    """`/ask`, for people who are signed in and for those who are not yet."""

    title = Line(
        lazy_gettext("Your question in one line"),
        most=TITLE_LIMIT,
        least=TITLE_LEAST,
        missing=lazy_gettext("Please say in one line what it is about."),
    )
    body = Lines(
        lazy_gettext("What happens, and what did you try?"),
        missing=lazy_gettext("Please tell us a little more."),
    )
    category = Choice(lazy_gettext("Category"))
    kind = Choice(lazy_gettext("What it is"))
    tags = Line(lazy_gettext("Tags"), most=TAGS_LIMIT, least=0)
    audience = Choice(lazy_gettext("Who will read it"), default="public")
    email = Mail(lazy_gettext("Your mail address"), least=0)

    def __init__(
        self,
        user: User | None,
        categories: Sequence[Category],
        wished: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if wished in {c.slug for c in categories} and self.category.data is None:
            self.category.data = wished
        self.user = user
        self.categories = categories
        limit_text(self.body)
        self.category.choices = [(c.slug, c.name) for c in categories]
        kinds = [k for k in KINDS if k != "guide" or (user and user.is_team)]
        self.kind.choices = [(k, say_kind(k)) for k in kinds]
        self.audience.choices = [("public", ""), ("asker_and_staff", "")]
        self._fill_in()

    def _fill_in(self) -> None:
        """What was left out has a sensible value: a category's own kind, everyone reads it."""
        chosen = self.chosen_category
        if self.category.data is None and chosen:
            self.category.data = chosen.slug
        if self.kind.data is None and chosen:
            self.kind.data = chosen.default_kind
        if self.audience.data is None:
            self.audience.data = "public"

    @property
    def chosen_category(self) -> Category | None:
        for category in self.categories:
            if category.slug == self.category.data:
                return category
        return self.categories[0] if self.categories and self.category.data is None else None

    def validate_email(self, field: Any) -> None:
        if self.user is None and not field.data:
            raise ValidationError(_("We need your mail address to send you the answer."))

    def validate_tags(self, field: Any) -> None:
        wanted = [tag for tag in (field.data or "").split(",") if tag.strip()]
        if len(wanted) > MOST_TAGS:
            raise ValidationError(_("At most %(most)s tags, please.", most=MOST_TAGS))
        field.data = ", ".join(clean_tags(field.data or ""))


class PublishForm(HearthForm):
    """Behind the mailed link: under which name a stranger's first question stands."""

    name = Line(lazy_gettext("Your name"), most=NAME_MOST, least=0)

    def validate_name(self, field: Line) -> None:
        if field.data:
            check_name(field.data)


class ReplyForm(HearthForm):
    """The box under a thread."""

    body = Lines(lazy_gettext("Your reply"), missing=lazy_gettext("Please write something first."))
    intent = HiddenField()
    audience = HiddenField(default="public")
    reply_to = HiddenField()
    next_word_by = HiddenField()
    #: the highest number on the page it was written on
    seen = HiddenField()
    #: "no, I do want to post this" after the offer of a me-too
    anyway = HiddenField()

    def __init__(self, intents: Sequence[str], audiences: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.intents, self.audiences = intents, audiences
        self.promised: datetime | None = None
        limit_text(self.body)

    def validate_intent(self, field: Any) -> None:
        field.data = field.data or (self.intents[0] if self.intents else None)
        if self.intents and field.data not in self.intents:
            raise ValidationError(_("Please use one of the buttons."))

    def validate_audience(self, field: Any) -> None:
        field.data = field.data or "public"
        if field.data not in self.audiences:
            raise ValidationError(_("Please choose who may read it."))

    def validate_reply_to(self, field: Any) -> None:
        field.data = _number(field.data)

    def validate_seen(self, field: Any) -> None:
        field.data = _number(field.data)

    def validate_next_word_by(self, field: Any) -> None:
        if self.intent.data != "first_word":
            return
        self.promised = read_promise(field.data or "")
        if self.promised is None:
            raise ValidationError(_("By when will they hear more? Please choose a time to come."))

    @property
    def says_same_here(self) -> bool:
        """A short text that only says "me too": better said as a vote."""
        return not self.anyway.data and bool(SAME_HERE.fullmatch(self.body.data or ""))


class EditForm(HearthForm):
    """A post; its thread's title and tags as well where it opens one."""

    body = Lines(lazy_gettext("Text"), missing=lazy_gettext("Please write something first."))
    reason = Line(lazy_gettext("Why"), most=200, least=0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        limit_text(self.body)


class ThreadForm(HearthForm):
    """What lists show of a thread; category and kind are for staff."""

    title = Line(lazy_gettext("Title"), most=TITLE_LIMIT, least=3)
    tags = Line(lazy_gettext("Tags"), most=TAGS_LIMIT, least=0)
    category = Choice(lazy_gettext("Category"))
    kind = Choice(lazy_gettext("What it is"))

    def __init__(self, thread: Thread, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.categories = categories
        self.category.choices = [(c.slug, c.name) for c in categories]
        self.kind.choices = [(k, say_kind(k)) for k in KINDS]
        self.category.data = self.category.data or thread.category.slug
        self.kind.data = self.kind.data or thread.kind

    @property
    def chosen_category(self) -> Category:
        return next(c for c in self.categories if c.slug == self.category.data)


def _number(text: str | None) -> int | None:
    """The number of a post; nonsense is none."""
    plain = text and text.isascii() and text.isdigit() and len(text) < 8
    return int(text) if text and plain else None


def limit_text(field: Any) -> None:
    """The operator's limit takes the place of the field's own."""
    field.validators[0].most = field.most = current_app.config["SETTINGS"].post_limit


def read_promise(text: str) -> datetime | None:
    """`+60` (minutes from now) or a moment with its zone; None if it makes no promise."""
    if re.fullmatch(r"\+[0-9]{1,5}", text):
        moment = now() + timedelta(minutes=int(text))
    else:
        try:
            moment = read_moment(text)
        except ValueError:
            return None
    return moment if now() < moment <= now() + FARTHEST else None


def say_kind(kind: str) -> str:
    words = {
        "question": _("A question"),
        "discussion": _("A discussion"),
        "idea": _("An idea"),
        "guide": _("A guide"),
    }
    return words[kind]

"""Forms: what people type, cleaned in one place, and refused with everything still in them."""

import re
import secrets
import unicodedata
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, render_template, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from flask_wtf.form import _Auto
from wtforms import (
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import StopValidation

MAIL_LIMIT = 254  # characters: what mail servers carry
TOKENS = 10_000  # signed ones in memory
SECRET_LIMIT = 1_000  # characters: hashing must not become a way to keep us busy

#: what shows nothing, and what no XML may hold: one such sign in a title would break every feed
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufff9-\ufffb\ufeff\ufffe\uffff\ud800-\udfff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # turn the reading order: names could lie
_BREAKS = re.compile(r"[\s\u2028\u2029]+")
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs without ink
_ONCE = re.compile(r"[A-Za-z0-9_-]{8,40}")
_MAIL = re.compile(r"[^@\s<>()\[\]\\,;:\"]+@[^@\s<>()\[\]\\,;:\"]+\.[^@\s.<>()\[\]\\,;:\"]+")


def clean_text(text: str) -> str:
    """Several lines: newlines and tabs stay, other control characters go; '' if nothing shows."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text).rstrip().lstrip("\n")
    return text if shows(text) else ""


def clean_line(text: str) -> str:
    """One line: as above, without line breaks and without marks that turn the reading order."""
    text = _BIDI.sub("", _CONTROL.sub("", _BREAKS.sub(" ", text))).strip()
    return text if shows(text) else ""


def shows(text: str) -> bool:
    """Whether anything of it can be seen."""
    return any(c not in _UNSEEN and unicodedata.category(c)[0] in "LNPS" for c in text)


def clean_mail(text: str) -> str:
    return clean_line(text).strip("<>").strip()


def is_mail(text: str) -> bool:
    """Good enough to send a mail to: the mail itself is the proof."""
    return len(text) <= MAIL_LIMIT and bool(_MAIL.fullmatch(text)) and ".." not in text


def new_once() -> str:
    """A key against double submission, new for every form that is shown."""
    return secrets.token_urlsafe(12)


def read_moment(text: str, zone: ZoneInfo | None = None) -> datetime:
    """A date and time somebody typed, in UTC; raises ValueError for nonsense, and for years that
    no calendar of ours reaches: sums with them would overflow."""
    local = datetime.fromisoformat(text)
    if not 2000 <= local.year <= 2100:
        raise ValueError(text)
    return (local if local.tzinfo else local.replace(tzinfo=zone or UTC)).astimezone(UTC)


class Length:
    """Between `least` and `most` characters; 0 at least means that it may stay empty."""

    def __init__(self, least: int, most: int, missing: str | None = None) -> None:
        self.least, self.most, self.missing = least, most, missing

    def __call__(self, form: Any, field: Any) -> None:
        count = len(field.data or "")
        if not count and self.least:
            raise StopValidation(str(self.missing or _("This must not be empty.")))
        if count and count < self.least:
            raise StopValidation(_("Please use at least %(least)s characters.", least=self.least))
        if count > self.most:
            raise StopValidation(
                _(
                    "Please use at most %(most)s characters: this has %(count)s.",
                    most=self.most,
                    count=count,
                )
            )


class Line(StringField):
    """One line of text, at most so many characters."""

    def __init__(
        self, label: Any = None, most: int = 200, least: int = 1, missing: Any = None, **kwargs: Any
    ) -> None:
        length = [Length(least, most, missing)]
        super().__init__(label, length, [lambda text: clean_line(text or "")], **kwargs)
        self.most = most


class Lines(TextAreaField):
    """A text of several lines, at most so many characters."""

    def __init__(
        self,
        label: Any = None,
        most: int = 20_000,
        least: int = 1,
        missing: Any = None,
        **kwargs: Any,
    ) -> None:
        length = [Length(least, most, missing)]
        super().__init__(label, length, [lambda text: clean_text(text or "")], **kwargs)
        self.most = most


class Mail(StringField):
    """A mail address."""

    def __init__(self, label: Any = None, least: int = 1, **kwargs: Any) -> None:
        length = [Length(least, MAIL_LIMIT)]
        super().__init__(label, length, [lambda text: clean_mail(text or "")], **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.data and not validation_stopped and not is_mail(self.data):
            raise ValidationError(_("That does not look like a mail address."))


class Secret(PasswordField):
    """A password: taken as it is, never shown again."""

    def __init__(self, label: Any = None, least: int = 1, **kwargs: Any) -> None:
        super().__init__(label, [Length(least, SECRET_LIMIT)], **kwargs)


class Choice(SelectField):
    """One of a few; anything else is refused."""

    def __init__(self, label: Any = None, choices: Any = None, **kwargs: Any) -> None:
        wrong = lazy_gettext("Please choose one of the list.")
        super().__init__(label, choices=choices, invalid_choice_message=wrong, **kwargs)


class HearthForm(FlaskForm):
    """A form of ours: reads text only (uploads have their own way in), carries `once`.

    `form.once.data` is the key against double submission; a script that sends none gets a new one.
    """

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            if formdata is _Auto:
                return request.form if form.is_submitted() else None
            return formdata

    once = HiddenField(default=new_once, filters=[lambda key: _kept_or_new(key)])


def _kept_or_new(key: str | None) -> str:
    return key if key and _ONCE.fullmatch(key) else new_once()


def csrf_token() -> str:
    """Flask-WTF's token for the forms of this page. It is good as long as the session it belongs
    to, so it is signed once and not for every page."""
    token: str | None = g.get("csrf_token")
    if token is None:
        kept: dict[str, str] = current_app.extensions["signed_tokens"]
        token = kept.get(session.get("csrf_token", ""))
        if token is None:
            token = generate_csrf()
            if len(kept) >= TOKENS:
                kept.clear()
            kept[session["csrf_token"]] = token
        g.csrf_token = token
    return token


def init_app(app: Flask) -> None:
    app.extensions["signed_tokens"] = {}
    app.context_processor(lambda: {"csrf_token": csrf_token})  # in place of Flask-WTF's own


def refuse(template: str, form: FlaskForm, **values: Any) -> tuple[str, int]:
    """The form again with what was typed and what is wrong with it."""
    return render_template(template, form=form, **values), 422

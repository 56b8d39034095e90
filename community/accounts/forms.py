"""What people fill in about themselves."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError

from community.accounts import naming, passwords
from community.forms import Choice, HearthForm, Line, Lines, Mail, Secret
from community.guards import me

ABOUT_MOST = 1_000


class NewPassword(Secret):
    """A password somebody chooses now."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label or _l("New password"), least=passwords.MIN_LENGTH, **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        known = [getattr(form, name).data for name in ("email", "username", "name") if name in form]
        if not validation_stopped and passwords.is_easy(self.data or "", known):
            raise ValidationError(_("That is one of the first a stranger would try."))


class SignInForm(HearthForm):
    email = Mail(_l("Mail address"))
    password = Secret(_l("Password"))
    next = HiddenField()


class SignUpForm(HearthForm):
    name = Line(_l("Your name"), most=naming.NAME_MOST)
    username = Line(_l("User name"), most=naming.USERNAME_MOST)
    email = Mail(_l("Mail address"))
    password = NewPassword(_l("Password"))

    def validate_name(self, field: Line) -> None:
        check_name(field.data or "")

    def validate_username(self, field: Line) -> None:
        problem = naming.username_problem(field.data or "")
        if problem:
            raise ValidationError(problem)
        if naming.is_username_taken(field.data or ""):
            raise ValidationError(_("Someone has this user name already."))
        if naming.imitates_the_team(field.data or ""):
            raise ValidationError(_("This user name is reserved. Please choose another."))


def check_name(name: str, but: Any = None) -> None:
    problem = naming.name_problem(name)
    if not problem and naming.imitates_the_team(name, but):
        problem = _("This name is kept for our team. Please choose another.")
    if problem:
        raise ValidationError(problem)


class AddressForm(HearthForm):
    """Where a link or a code may go."""

    email = Mail(_l("Mail address"))
    next = HiddenField()


class CodeForm(HearthForm):
    email = Mail(_l("Mail address"))
    code = Line(_l("The six digits"), most=20)
    next = HiddenField()

    @property
    def digits(self) -> str:
        return "".join(c for c in self.code.data or "" if c.isascii() and c.isdigit())


class PasswordForm(HearthForm):
    """A new password behind a mailed link."""

    password = NewPassword()


class ConfirmForm(HearthForm):
    """One button; another browser than the one that signed up must know the password."""

    password = Secret(_l("Password"))


class ChangePasswordForm(HearthForm):
    current = Secret(_l("Present password"))
    password = NewPassword()


class ChangeEmailForm(HearthForm):
    email = Mail(_l("New mail address"))
    current = Secret(_l("Password"))


class ProfileForm(HearthForm):
    name = Line(_l("Your name"), most=naming.NAME_MOST)
    about = Lines(_l("About you"), most=ABOUT_MOST, least=0)
    time_zone = Choice(_l("Time zone"), choices=lambda: time_zones())
    language = Choice(_l("Language"), choices=lambda: languages())
    department = Line(_l("Department"), most=60, least=0)
    title = Line(_l("Title"), most=60, least=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not me().is_team:  # only those who speak for the company wear a badge
            del self.department
            del self.title
        if len(current_app.config["SETTINGS"].languages) < 2:
            del self.language

    def validate_name(self, field: Line) -> None:
        user = me()
        if field.data != user.name and not user.is_team:
            check_name(field.data or "", user)


@lru_cache(maxsize=1)
def zone_names() -> list[str]:
    """Read once: listing them goes through hundreds of files, and everybody would wait."""
    standing = [name for name in sorted(available_timezones()) if "/" in name or name == "UTC"]
    return [name for name in standing if not name.startswith(("Etc/", "SystemV/", "posix/"))]


def time_zones() -> list[tuple[str, str]]:
    ours = current_app.config["SETTINGS"].time_zone
    first = ("", _("As the company: %(zone)s", zone=ours))
    return [first, *((name, name.replace("_", " ")) for name in zone_names())]


def languages() -> list[tuple[str, str]]:
    from babel import Locale

    rows = [("", _("As my browser says"))]
    for code in current_app.config["SETTINGS"].languages:
        rows.append((code, Locale.parse(code, sep="-").display_name or code))
    return rows


class SuspensionForm(HearthForm):
    days = Choice(
        _l("For how long"),
        choices=lambda: [
            ("1", _("1 day")),
            ("7", _("7 days")),
            ("30", _("30 days")),
            ("3650", _("For good")),
        ],
    )
    reason = Line(_l("Reason"), most=300)

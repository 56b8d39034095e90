"""What people change about their own account."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from community import ratelimit
from community.accounts import browsers, changing, passwords, sessions, signing_in
from community.accounts.forms import ChangeEmailForm, ChangePasswordForm, ProfileForm
from community.accounts.models import UserSession
from community.accounts.views import bp, too_often
from community.answering import see_other
from community.extensions import db, writing
from community.forms import HearthForm, refuse
from community.guards import allow, me, signed_in

#: rooms above add a tab of theirs: a function that answers (key, label, path, count or None)
tabs: list[Callable[[], tuple[str, str, str, int | None]]] = []


@bp.app_template_global()
def settings_tabs() -> list[tuple[str, str, str, int | None]]:
    return [tab() for tab in tabs]


@bp.app_template_filter()
def browser(agent: str) -> str:
    return browsers.name_of(agent)


@bp.get("/settings")
@allow(signed_in)
def settings() -> Response:
    return see_other("/settings/profile")


@bp.get("/settings/profile")
@allow(signed_in)
def profile_settings() -> str:
    return render_template("accounts/profile_settings.html", form=ProfileForm(obj=me()))


@bp.post("/settings/profile")
@allow(signed_in)
def change_profile() -> Any:
    form = ProfileForm()
    if not form.validate():
        return refuse("accounts/profile_settings.html", form)
    fields = ("name", "about", "time_zone", "language", "department", "title")
    values = {name: form[name].data for name in fields if name in form}
    values |= {name: values[name] or None for name in values if name not in {"name", "about"}}
    with writing():
        changing.change_profile(me(), **values)
    flash(_("Saved."))
    return see_other("/settings/profile")


@bp.get("/settings/password")
@allow(signed_in)
def password_settings() -> str:
    return render_template("accounts/password_settings.html", form=_password_form())


@bp.post("/settings/password")
@allow(signed_in)
def change_password() -> Any:
    user, form = me(), _password_form()
    if not form.validate():
        return refuse("accounts/password_settings.html", form)
    wrong = _proof(form, "accounts/password_settings.html")
    if wrong:
        return wrong
    keep = sessions.current_id()
    db.session.rollback()
    password_hash = passwords.hash_password(form.password.data)
    with writing():
        changing.change_password(user, password_hash, keep)
    flash(_("Your password is changed. Every other browser is signed out."))
    return see_other("/settings/password")


def _password_form() -> ChangePasswordForm:
    form = ChangePasswordForm()
    if me().password_hash is None:
        del form.current
    return form


def _proof(form: HearthForm, template: str) -> Any:
    """The refused form if the present password is not right; None if it is."""
    if "current" not in form:
        return None
    try:
        right = signing_in.proves(me(), form["current"].data)
    except TooManyRequests as busy:
        return too_often(busy, template, form)
    if right:
        return None
    form["current"].errors = [_("That is not your present password.")]
    return refuse(template, form)


@bp.get("/settings/sessions")
@allow(signed_in)
def session_settings() -> str:
    rows = db.session.scalars(sessions.standing_of(me().id)).all()
    current = sessions.current_id()
    return render_template("accounts/session_settings.html", rows=rows, current=current)


@bp.delete("/settings/sessions")
@allow(signed_in)
def end_other_sessions() -> Response:
    user_id, keep = me().id, sessions.current_id()
    with writing():
        sessions.end_all(user_id, "by_owner", keep)
    flash(_("Every other browser is signed out."))
    return see_other("/settings/sessions")


@bp.delete("/settings/sessions/<int:session_id>")
@allow(signed_in)
def end_one_session(session_id: int) -> Response:
    user_id = me().id
    with writing():
        row = db.session.get(UserSession, session_id)
        if row is None or row.user_id != user_id:
            abort(404)
        sessions.end(row, "by_owner")
    flash(_("That browser is signed out."))
    return see_other("/settings/sessions")


@bp.get("/settings/email")
@allow(signed_in)
def email_settings() -> str:
    return render_template("accounts/email_settings.html", form=_email_form())


@bp.post("/settings/email")
@allow(signed_in)
def ask_new_email() -> Any:
    user, form = me(), _email_form()
    if not form.validate():
        return refuse("accounts/email_settings.html", form)
    wrong = _proof(form, "accounts/email_settings.html")
    if wrong:
        return wrong
    try:
        ratelimit.spend("mail_key", form.email.data.lower())
    except TooManyRequests as busy:
        return too_often(busy, "accounts/email_settings.html", form)
    with writing():
        row = changing.ask_new_email(user, form.email.data)
    flash(_("We sent a link to %(email)s. Nothing changes before you open it.", email=row.email))
    return see_other("/settings/email")


def _email_form() -> ChangeEmailForm:
    form = ChangeEmailForm()
    if me().password_hash is None:
        del form.current
    return form

"""Links and codes that came by mail: opening one shows a page with one button."""

from typing import Any

from flask import Response, abort, flash, render_template, request, session
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from community import keeping, outbox, ratelimit
from community.accounts import changing, one_time, passwords, people
from community.accounts.events import KeyMailWanted
from community.accounts.forms import AddressForm, CodeForm, ConfirmForm, PasswordForm
from community.accounts.models import OneTimeKey
from community.accounts.views import SIGN_UP_MARK, bp, let_in, say_welcome, too_often
from community.answering import local_path, see_other
from community.extensions import db, writing
from community.forms import refuse
from community.guards import allow, everyone, me


@bp.get("/sign-in/code")
@allow(everyone)
def ask_code() -> Any:
    wish = local_path(request.args.get("next"))
    if me():
        return see_other(wish)
    return render_template("accounts/ask_code.html", form=AddressForm(next=wish))


@bp.post("/sign-in/code")
@allow(everyone)
def use_code() -> Any:
    """Two steps on one address: without digits a code is sent, with them it is tried."""
    return _try_code() if "code" in request.form else _send_code()


def _send_code() -> Any:
    form, kept = AddressForm(), keeping.carried()
    if not form.validate():
        return refuse("accounts/ask_code.html", form, kept=kept)
    try:
        ratelimit.spend("mail_key_anyone", ratelimit.address())
        ratelimit.spend("mail_key", form.email.data.lower())
    except TooManyRequests as busy:
        return too_often(busy, "accounts/ask_code.html", form, kept=kept)
    with writing():
        row, _code = one_time.make_code(form.email.data, people.by_email(form.email.data))
        outbox.record(KeyMailWanted(row.id))
    code_form = CodeForm(formdata=None, email=form.email.data, next=form.next.data)
    return render_template("accounts/enter_code.html", form=code_form, kept=kept)


def _try_code() -> Any:
    form, kept = CodeForm(), keeping.carried()
    if not form.validate():
        return refuse("accounts/enter_code.html", form, kept=kept)
    tries = ("code", form.email.data.lower())
    try:
        ratelimit.look(*tries)
    except TooManyRequests as busy:
        return too_often(busy, "accounts/enter_code.html", form, kept=kept)
    with writing():
        row = one_time.try_code(form.email.data, form.digits)
        user = people.by_email(row.email) if row else None
        if user:
            people.confirm_email(user)
    if user is None or not user.is_active:
        ratelimit.spend(*tries)
        form.code.errors = [_("This code is wrong, used or too old.")]
        return refuse("accounts/enter_code.html", form, kept=kept)
    return let_in(user, form.next.data, kept)


@bp.get("/reset-password")
@allow(everyone)
def ask_reset() -> str:
    return render_template("accounts/ask_reset.html", form=AddressForm())


@bp.post("/reset-password")
@allow(everyone)
def send_reset() -> Any:
    form = AddressForm()
    if not form.validate():
        return refuse("accounts/ask_reset.html", form)
    try:
        ratelimit.spend("mail_key_anyone", ratelimit.address())
        ratelimit.spend("mail_key", form.email.data.lower())
    except TooManyRequests as busy:
        return too_often(busy, "accounts/ask_reset.html", form)
    email = form.email.data
    with writing():
        row, _key = one_time.make(
            changing.RESET, email, people.by_email(email), one_time.RESET_LIFETIME
        )
        outbox.record(KeyMailWanted(row.id))
    return see_other("/reset-password/sent")


@bp.get("/reset-password/sent")
@allow(everyone)
def reset_sent() -> str:
    return render_template("accounts/mail_sent.html", purpose="reset_password")


@bp.get("/reset-password/<key>")
@allow(everyone)
def choose_password(key: str) -> str:
    if not one_time.peek(changing.RESET, key):
        abort(410)
    return render_template("accounts/choose_password.html", form=PasswordForm(), key=key)


@bp.post("/reset-password/<key>")
@allow(everyone)
def reset_password(key: str) -> Any:
    form = PasswordForm()
    if not one_time.peek(changing.RESET, key):
        abort(410)
    if not form.validate():
        return refuse("accounts/choose_password.html", form, key=key)
    db.session.rollback()
    password_hash = passwords.hash_password(form.password.data)
    with writing():
        row = one_time.redeem(changing.RESET, key)
        user = changing.owner_of(row)
        if user is None:
            abort(410)
        changing.reset_password(user, password_hash)
    return see_other("/sign-in?after=password")


@bp.get("/confirm-email/<key>")
@allow(everyone)
def confirm(key: str) -> str:
    row = _confirmable(key)
    return _confirm_page(row, ConfirmForm())


@bp.post("/confirm-email/<key>")
@allow(everyone)
def confirm_email(key: str) -> Any:
    row = _confirmable(key)
    return _finish_sign_up(row, key) if row.purpose == people.SIGN_UP else _finish_change(key)


def _confirmable(key: str) -> OneTimeKey:
    row = one_time.peek(people.SIGN_UP, key) or one_time.peek(changing.NEW_EMAIL, key)
    return row or abort(410)


def _confirm_page(row: OneTimeKey, form: ConfirmForm) -> str:
    owner = changing.owner_of(row)  # named, so that nobody gives their address to a stranger's
    if row.purpose == changing.NEW_EMAIL and owner is None:
        abort(410)
    values = {"row": row, "form": form, "known": _is_known(row), "owner": owner}
    return render_template("accounts/confirm_email.html", **values)


def _is_known(row: OneTimeKey) -> bool:
    """Whether this browser asked for the mail; another one has to know the password, since
    strangers may sign up with somebody else's address."""
    return row.purpose == changing.NEW_EMAIL or row.id in session.get(SIGN_UP_MARK, [])


def _finish_sign_up(row: OneTimeKey, key: str) -> Response | tuple[str, int]:
    form = ConfirmForm()
    if not _is_known(row):
        tries = ("sign_in", "confirm", row.id)
        ratelimit.look(*tries)
        kept = (row.data or {}).get("password_hash")
        db.session.rollback()
        if not passwords.matches(kept, form.password.data or ""):
            ratelimit.spend(*tries)
            form.password.errors = [_("That is not the password chosen when signing up.")]
            return _confirm_page(row, form), 422
    with writing():
        used = one_time.redeem(people.SIGN_UP, key) or abort(410)
        user = people.join(used)
    answer = let_in(user, "/")
    say_welcome(user)
    return answer


def _finish_change(key: str) -> Response:
    with writing():
        row = one_time.redeem(changing.NEW_EMAIL, key)
        user = changing.owner_of(row)
        if row is None or user is None or not changing.change_email(user, row.email):
            abort(410)
    flash(_("Your mail address is now %(email)s.", email=row.email))
    return see_other("/settings/email" if me() else "/sign-in")

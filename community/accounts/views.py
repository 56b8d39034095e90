"""Signing in and out, and signing up."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, render_template, request, session
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests, Unauthorized

from community import errors, keeping, outbox, ratelimit
from community.accounts import passwords, people, sessions, signing_in
from community.accounts.events import KeyMailWanted
from community.accounts.forms import SignInForm, SignUpForm
from community.accounts.models import User
from community.answering import local_path, see_other
from community.extensions import db, writing
from community.forms import refuse
from community.guards import SignInNeeded, allow, everyone, me
from community.keeping import Kept

bp = Blueprint("accounts", __name__)

SIGN_UP_MARK = "signed_up"  # in the session: the sign-ups whose links may sign this browser in


@bp.get("/sign-in")
@allow(everyone)
def sign_in() -> Any:
    wish = local_path(request.args.get("next"))
    if me():
        return see_other(wish)
    form = SignInForm(next=wish)
    return render_template("accounts/sign_in.html", form=form, after=request.args.get("after"))


@bp.post("/sign-in")
@allow(everyone)
def begin_session() -> Any:
    form, kept = SignInForm(), keeping.carried()
    if not form.validate():
        return refuse("accounts/sign_in.html", form, kept=kept)
    try:
        user = signing_in.with_password(form.email.data, form.password.data)
    except signing_in.Suspended as stop:
        form.password.errors = [_suspended(stop.user)]
        return refuse("accounts/sign_in.html", form, kept=kept)
    except TooManyRequests as busy:
        return too_often(busy, "accounts/sign_in.html", form, kept=kept)
    if user is None:
        form.password.errors = [_("Mail address and password do not belong together.")]
        return refuse("accounts/sign_in.html", form, kept=kept)
    return let_in(user, form.next.data, kept)


def _suspended(user: User) -> str:
    return _("This account is suspended until %(day)s.", day=f"{user.suspended_until:%Y-%m-%d}")


def let_in(user: User, wish: str | None, kept: Kept | None = None) -> Response:
    """Begin a session and go on: with what was typed before signing in, or to the wished page."""
    with writing():
        sessions.begin(user, request.user_agent.string)
    return keeping.ask_again(kept) if kept else see_other(local_path(wish))


def too_often(busy: TooManyRequests, template: str, form: Any, **values: Any) -> Response:
    """The form again, with the time after which it may be sent."""
    page = render_template(template, form=form, alert=errors.say(429), **values)
    answer = Response(page, 429)
    answer.headers["Retry-After"] = str(busy.retry_after)
    return answer


@bp.get("/sign-out")
@allow(everyone)
def sign_out() -> Any:
    if me() is None:
        return see_other("/")
    return render_template("accounts/sign_out.html")


@bp.post("/sign-out")
@allow(everyone)
def end_session() -> Response:
    with writing():
        sessions.end_current()
    return see_other("/")


@bp.get("/sign-up")
@allow(everyone)
def sign_up() -> Any:
    if me():
        return see_other(local_path(request.args.get("next")))
    return render_template("accounts/sign_up.html", form=SignUpForm())


@bp.post("/sign-up")
@allow(everyone)
def apply() -> Any:
    form = SignUpForm()
    if not form.validate():
        return refuse("accounts/sign_up.html", form)
    try:
        ratelimit.spend("sign_up", ratelimit.address())
        ratelimit.spend("mail_key", form.email.data.lower())
    except TooManyRequests as busy:
        return too_often(busy, "accounts/sign_up.html", form)
    db.session.rollback()
    password_hash = passwords.hash_password(form.password.data)
    with writing():
        row, _key = people.apply(form.name.data, form.username.data, form.email.data, password_hash)
        outbox.record(KeyMailWanted(row.id))
        session[SIGN_UP_MARK] = [*session.get(SIGN_UP_MARK, []), row.id][-5:]
    return see_other("/sign-up/sent")


@bp.get("/sign-up/sent")
@allow(everyone)
def sign_up_sent() -> str:
    return render_template("accounts/mail_sent.html", purpose="sign_up")


def answer_sign_in_needed(stop: SignInNeeded) -> Any:
    """A page goes to the sign-in page; a form stays on it, with all that was typed."""
    db.session.rollback()
    if errors.wants_json():
        return errors.answer(Unauthorized())
    kept = keeping.from_request() if request.method not in {"GET", "HEAD"} else None
    if kept is None or not kept.is_typed:
        return see_other(f"/sign-in?next={quote(keeping.page_of_request(), safe='/')}")
    form = SignInForm(formdata=None, next="/")
    page = render_template("accounts/sign_in.html", form=form, kept=kept)
    return Response(page, 401, headers={"Cache-Control": "no-store"})


def say_welcome(user: User) -> None:
    flash(_("Welcome, %(name)s. It is good to have you here.", name=user.name))

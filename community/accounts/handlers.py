"""The mails about an account itself, and the forgetting of what is over."""

import logging
from collections.abc import Callable
from typing import Any

from community import mailer
from community.accounts import changing, one_time, people, sessions
from community.accounts.events import EmailChanged, KeyMailWanted, KeyOutlived, PasswordChanged
from community.accounts.models import OneTimeKey, User
from community.clock import now
from community.extensions import db
from community.outbox import on

log = logging.getLogger(__name__)

#: what is mailed for a key: the folder of the mail and its values, or None for no mail
Letter = tuple[str, dict[str, Any]] | None
#: purpose of a key: what to mail for it; rooms above add theirs at start-up
letters: dict[str, Callable[[OneTimeKey], Letter]] = {}


@on(KeyMailWanted, writes=False)
def mail_the_key(fact: KeyMailWanted) -> None:
    row = db.session.get(OneTimeKey, fact.key_id)
    if row is None or row.used_at or row.expires_at <= now():
        return
    letter = letters[row.purpose](row)
    if letter is None:
        return
    folder, values = letter
    _send(row.email, folder, ("key", row.id), owner=changing.owner_of(row), **values)


@on(KeyOutlived)
def forget_what_is_over(fact: KeyOutlived) -> None:
    one_time.forget_outlived()
    sessions.forget_old()


@on(PasswordChanged, writes=False)
def mail_that_the_password_changed(fact: PasswordChanged) -> None:
    user = db.session.get(User, fact.user_id)
    if user and user.email:
        _send(user.email, "accounts/mail/password_changed", ("password", user.id, now()), user)


@on(EmailChanged, writes=False)
def mail_the_old_address(fact: EmailChanged) -> None:
    user = db.session.get(User, fact.user_id)
    mark = ("email", fact.user_id, fact.old_email)
    _send(fact.old_email, "accounts/mail/email_changed", mark, user)


def _send(to: str, folder: str, mark: tuple[Any, ...], owner: User | None, **values: Any) -> None:
    name = owner.name if owner else None
    language = owner.language if owner else None
    db.session.rollback()  # the mail server may take its time
    try:
        mailer.send(to, folder, mailer.message_id(*mark), language=language, name=name, **values)
    except mailer.MailRefused:
        log.warning("A mail about an account was refused for good (%s)", folder)


def _sign_up(row: OneTimeKey) -> Letter:
    if row.user_id:
        return "accounts/mail/account_exists", {}
    data = row.data or {}
    values = {"key": one_time.key_of(row), "username": data["username"]}
    return "accounts/mail/sign_up", values


def _change_email(row: OneTimeKey) -> Letter:
    other = people.by_email(row.email)
    if other and other.id != row.user_id:
        return "accounts/mail/account_exists", {}
    return "accounts/mail/change_email", {"key": one_time.key_of(row)}


def _reset(row: OneTimeKey) -> Letter:
    if changing.owner_of(row) is None:
        return None  # nobody has this address; the page said "if there is an account"
    return "accounts/mail/reset_password", {"key": one_time.key_of(row)}


def _code(row: OneTimeKey) -> Letter:
    user = changing.owner_of(row)
    if user is None or not user.is_active:
        return None
    return "accounts/mail/sign_in_code", {"code": one_time.code_of(row)}


letters.update(
    {
        people.SIGN_UP: _sign_up,
        changing.NEW_EMAIL: _change_email,
        changing.RESET: _reset,
        one_time.SIGN_IN_CODE: _code,
    }
)

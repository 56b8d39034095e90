"""Signing in and out: one row per browser, looked up at each request, ended on the server."""

import hashlib
import secrets
from dataclasses import dataclass

from flask import Flask, Request, session
from sqlalchemy import select, update

from community import outbox
from community.accounts.models import User, UserSession
from community.clock import now
from community.extensions import db, login

COOKIE_KEY = "k"  # the session's secret key inside the signed cookie


@dataclass(frozen=True)
class SessionsEnded:
    """Some or all sessions of a person were ended; their sockets must close too."""

    user_id: int
    session_id: int | None  # None: all of them


def init_app(app: Flask) -> None:
    login.request_loader(load_user)


def hash_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def load_user(request: Request) -> User | None:
    """The person whose standing session the cookie names, in one statement."""
    return user_of_key(session.get(COOKIE_KEY))


def user_of_key(key: str | None) -> User | None:
    if not key or not isinstance(key, str):
        return None
    statement = (
        select(User)
        .join(UserSession, UserSession.user_id == User.id)
        .where(UserSession.key_hash == hash_key(key), UserSession.ended_at.is_(None))
    )
    user = db.session.scalar(statement)
    return user if user and user.is_active else None


def begin(user: User, agent: str = "") -> UserSession:
    """Sign a person in: adds the row and puts its key into the cookie. Inside writing()."""
    key = secrets.token_urlsafe(32)
    row = UserSession(key_hash=hash_key(key), user_id=user.id, agent=agent[:200])
    db.session.add(row)
    session.clear()  # a session fixed before signing in must not live on
    session[COOKIE_KEY] = key
    session.permanent = True
    return row


def end_current(why: str = "signed_out") -> None:
    """Sign this browser out. Inside writing()."""
    key = session.pop(COOKIE_KEY, None)
    session.clear()
    if key:
        row = db.session.scalar(select(UserSession).where(UserSession.key_hash == hash_key(key)))
        if row and row.ended_at is None:
            row.ended_at, row.ended_by = now(), why
            outbox.record(SessionsEnded(row.user_id, row.id))


def end_all(user_id: int, why: str, keep: int | None = None) -> None:
    """End every session of a person, but one to keep. Inside writing()."""
    statement = update(UserSession).where(
        UserSession.user_id == user_id, UserSession.ended_at.is_(None)
    )
    if keep is not None:
        statement = statement.where(UserSession.id != keep)
    db.session.execute(statement.values(ended_at=now(), ended_by=why))
    outbox.record(SessionsEnded(user_id, None))

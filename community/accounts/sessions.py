"""Signing in and out: one row per browser, looked up at each request, ended on the server."""

import hashlib
import secrets
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, Request, g, session
from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, select, update

from community import outbox
from community.accounts import seeing
from community.accounts.cookies import RememberedCookies
from community.accounts.events import SessionsEnded
from community.accounts.models import User, UserSession
from community.accounts.prepared import known_record
from community.clock import now
from community.extensions import db, login
from community.forms import clean_line

COOKIE_KEY = "k"  # the session's secret key inside the signed cookie
KEPT = timedelta(days=90)  # ended ones, to see what happened
IDLE_LIMIT = timedelta(days=30)  # as long as the cookie


def init_app(app: Flask) -> None:
    login.session_protection = None  # it would mark every visitor's cookie
    # Flask-Login asks for its remember cookie first; one of a neighbour on the same host must
    # not hide our session
    app.config["REMEMBER_COOKIE_NAME"] = "hearth_unused"
    login.request_loader(load_user)
    app.session_interface = RememberedCookies()
    seeing.init_app(app)


def hash_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def load_user(request: Request) -> User | None:
    """The person whose standing session the cookie names, in one statement."""
    key = session.get(COOKIE_KEY)
    if not key or not isinstance(key, str):
        return None
    key_hash = hash_key(key)
    user = user_of_hash(key_hash)
    if user:
        seeing.notice(key_hash)
    return user


def user_of_key(key: str | None) -> User | None:
    return user_of_hash(hash_key(key)) if key and isinstance(key, str) else None


def user_of_hash(key_hash: str) -> User | None:
    """The person of a standing session, by what the database knows of its key."""
    values = {"key_hash": key_hash, "idle_since": now() - IDLE_LIMIT}
    kept = db.session()
    if kept.info.get("writing"):
        kept.flush()  # what waits there may be this session's end
    row = kept.connection().execute(_holder(), values).first()
    if row is None:
        return None
    user: User = known_record(User, row)
    return user if user.is_active else None


@lru_cache(maxsize=1)
def _holder() -> Any:
    """Built once, since every request of everybody who is signed in runs it."""
    return (
        select(*User.__table__.c)
        .join(UserSession, UserSession.user_id == User.id)
        .where(
            UserSession.key_hash == bindparam("key_hash"),
            UserSession.ended_at.is_(None),
            UserSession.seen_at > bindparam("idle_since"),
        )
    )


def standing() -> ColumnElement[bool]:
    """Neither ended nor unused for so long that nobody will miss it."""
    return and_(UserSession.ended_at.is_(None), UserSession.seen_at > now() - IDLE_LIMIT)


def standing_of(user_id: int) -> Select[tuple[UserSession]]:
    """A person's standing sessions, the last used first."""
    return (
        select(UserSession)
        .where(UserSession.user_id == user_id, standing())
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )


def current_id() -> int | None:
    """The row of the session this request came with."""
    key = session.get(COOKIE_KEY)
    if not isinstance(key, str):
        return None
    return db.session.scalar(
        select(UserSession.id).where(UserSession.key_hash == hash_key(key), standing())
    )


def begin(user: User, agent: str = "") -> UserSession:
    """Sign a person in: adds the row and puts its key into the cookie. Inside writing()."""
    end_current("replaced")
    key = secrets.token_urlsafe(32)
    row = UserSession(key_hash=hash_key(key), user_id=user.id, agent=clean_line(agent)[:200])
    db.session.add(row)
    session[COOKIE_KEY] = key
    session.permanent = True
    login._update_request_context_with_user(user)  # the rest of this answer is theirs
    return row


def end_current(why: str = "signed_out") -> None:
    """Sign this browser out. Inside writing()."""
    key = session.get(COOKIE_KEY)
    session.clear()  # a session or token fixed before must not live on
    g.pop("csrf_token", None)
    login._update_request_context_with_user()
    if isinstance(key, str):
        row = db.session.scalar(select(UserSession).where(UserSession.key_hash == hash_key(key)))
        if row:
            end(row, why)


def end(row: UserSession, why: str) -> None:
    """End one session. Inside writing()."""
    if row.ended_at is None:
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


def forget_old() -> None:
    """Delete sessions that ended or fell idle long ago. Inside writing()."""
    edge = now() - KEPT
    db.session.execute(delete(UserSession).where(UserSession.ended_at < edge))
    db.session.execute(delete(UserSession).where(UserSession.seen_at < edge))

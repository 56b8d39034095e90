"""Write first, sign in last: the text waits unseen until the mailed link is used."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db, hold
from community.forum.acts import UnconfirmedQuestion
from community.forum.events import QuestionWaits, UnconfirmedQuestionExpired
from community.forum.models import Category, Thread
from community.forum.naming import clean_tags, clean_title
from community.forum.posting import Refused, ask
from community.markup import Rendered

KEPT_FOR = timedelta(days=3)  # then the text is thrown away with the address


def keep_unseen(
    email: str,
    category: Category,
    kind: str,
    title: str,
    source: str,
    tags: str | Iterable[str] = (),
    audience: str = "public",
    once: str | None = None,
) -> tuple[UnconfirmedQuestion, str]:
    """The row and the key for the mailed link; the same form again answers the same row."""
    title = clean_title(title)
    hold("question", once or _plain(email))
    earlier = once and db.session.scalar(select(UnconfirmedQuestion).filter_by(once=once))
    if earlier:
        if (earlier.email, earlier.title, earlier.source) == (_plain(email), title, source):
            return earlier, key_of(earlier)
        once = None  # somebody went back and mended it, or it is somebody else's key
    if not title or not _may_be_asked(category, kind, audience):
        raise Refused
    moment = now()
    row = UnconfirmedQuestion(
        email=_plain(email),
        key_hash=secrets.token_hex(32),  # until the id is known
        once=once,
        category_id=category.id,
        kind=kind,
        audience=audience,
        title=title,
        source=source,
        tags=",".join(clean_tags(tags)),
        created_at=moment,
        expires_at=moment + KEPT_FOR,
    )
    db.session.add(row)
    db.session.flush()
    row.key_hash = _hash(key_of(row))
    outbox.record(QuestionWaits(row.id))
    outbox.record(UnconfirmedQuestionExpired(row.id), at=row.expires_at)
    return row, key_of(row)


def _may_be_asked(category: Category, kind: str, audience: str) -> bool:
    """By somebody of whom we know nothing but an address."""
    open_to_members = category.who_may_see != "staff" and category.who_may_post == "members"
    return open_to_members and kind != "guide" and audience != "staff"


def key_of(unconfirmed: UnconfirmedQuestion) -> str:
    """The key of the mailed link, made anew from the row, so that it is kept nowhere."""
    text = f"{unconfirmed.id}:{unconfirmed.created_at.timestamp()}:{unconfirmed.email}"
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, b"unconfirmed:" + text.encode(), hashlib.sha256).hexdigest()


def _plain(email: str) -> str:
    return email.strip().lower()


def find(key: str) -> UnconfirmedQuestion | None:
    """The question behind a link, if it is still kept: published ones too, for a second click."""
    row = db.session.scalar(select(UnconfirmedQuestion).filter_by(key_hash=_hash(key)))
    if row and (row.published_thread_id or row.expires_at > now()):
        return row
    return None


def publish(unconfirmed: UnconfirmedQuestion, author: User, body: Rendered) -> Thread:
    """Ask it now; the clock starts here. A second time answers the thread that is there."""
    db.session.refresh(unconfirmed, with_for_update=True)
    if unconfirmed.published_thread_id:
        return db.session.get_one(Thread, unconfirmed.published_thread_id)
    if unconfirmed.expires_at <= now():
        raise Refused
    thread = ask(
        author,
        db.session.get_one(Category, unconfirmed.category_id),
        unconfirmed.kind,
        unconfirmed.title,
        body,
        unconfirmed.source,
        tags=unconfirmed.tags,
        audience=unconfirmed.audience,
    )
    unconfirmed.published_thread_id = thread.id
    return thread


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

"""Atom feeds of what every visitor may read."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, render_template
from sqlalchemy import ColumnElement, select

from community.accounts.models import User
from community.accounts.readers import VISITOR
from community.clock import now
from community.extensions import db
from community.forum.models import Post, Thread, post_path
from community.forum.queries import listed, posts_visible_to, standing, visible_to

ENTRIES = 30


@dataclass(frozen=True)
class Entry:
    """One post in a feed."""

    id: int
    number: int
    thread_id: int
    slug: str
    title: str
    author_name: str
    html: str
    created_at: datetime
    edited_at: datetime | None

    @property
    def path(self) -> str:
        return post_path(self.thread_id, self.slug, self.number)

    @property
    def changed_at(self) -> datetime:
        return self.edited_at or self.created_at


def entries(*conditions: ColumnElement[bool]) -> list[Entry]:
    """The newest posts that meet the conditions over Post and Thread."""
    statement = (
        select(
            Post.id,
            Post.number,
            Post.thread_id,
            Thread.slug,
            Thread.title,
            User.name,
            Post.html,
            Post.created_at,
            Post.edited_at,
        )
        .join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .where(posts_visible_to(VISITOR), listed(), standing(), *conditions)
        .order_by(Post.id.desc())
        .limit(ENTRIES)
    )
    return [Entry(*row) for row in db.session.execute(statement)]


def newest_threads(*conditions: ColumnElement[bool]) -> list[Entry]:
    """The newest threads that meet the conditions over Thread."""
    newest = (
        select(Thread.id)
        .where(visible_to(VISITOR), listed(), *conditions)
        .order_by(Thread.id.desc())
        .limit(ENTRIES)
    )
    ids = db.session.scalars(newest).all()
    return entries(Post.number == 1, Post.thread_id.in_(ids))


def atom(title: str, path: str, rows: list[Entry], own: str | None = None) -> Response:
    """The feed beside a page; `path` is that page's, `own` the feed's where it is not beside."""
    base = current_app.config["SETTINGS"].public_url
    changed = max((row.changed_at for row in rows), default=now())
    text = render_template(
        "forum/feed.xml",
        title=title,
        path=path,
        own=own or f"{path if path != '/' else '/index'}.atom",
        rows=rows,
        site=base,
        changed=changed,
    )
    return Response(text, mimetype="application/atom+xml")

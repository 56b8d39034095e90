"""What one person has written, as far as a reader may see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.accounts.models import User
from community.accounts.readers import Reader
from community.extensions import db
from community.forum.listing import ThreadRow, rows_of
from community.forum.models import Post, Thread, post_path
from community.forum.queries import listed, posts_visible_to, standing

SHOWN = 10  # of each on a profile; search has the rest


@dataclass(frozen=True, slots=True)
class Contribution:
    """A reply on a profile, below the title of its thread."""

    thread_id: int
    slug: str
    title: str
    number: int
    excerpt: str
    created_at: datetime
    accepted: bool

    @property
    def path(self) -> str:
        return post_path(self.thread_id, self.slug, self.number)


def contributions(person: User, reader: Reader) -> dict[str, Any]:
    return {"threads": threads_by(person, reader), "replies": replies_by(person, reader)}


def threads_by(person: User, reader: Reader) -> list[ThreadRow]:
    ids = select(Thread.id).where(Thread.author_id == person.id).order_by(Thread.id.desc())
    newest = db.session.scalars(ids.limit(SHOWN * 5)).all()
    return rows_of(reader, newest)[:SHOWN]


def replies_by(person: User, reader: Reader) -> list[Contribution]:
    statement = (
        select(
            Thread.id,
            Thread.slug,
            Thread.title,
            Post.number,
            Post.excerpt,
            Post.created_at,
            (Thread.answer_post_id == Post.id).label("accepted"),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == person.id, Post.number > 1)
        .where(posts_visible_to(reader), listed(), standing())
        .order_by(Post.id.desc())
        .limit(SHOWN)
    )
    return [Contribution(*row[:-1], bool(row.accepted)) for row in db.session.execute(statement)]

"""Posts as columns: what the one partial of a post needs, for pages, pushes and feeds."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Select, and_, bindparam, case, exists, null, or_, select

from community.accounts.models import User
from community.accounts.prepared import prepared
from community.accounts.readers import Reader
from community.caching import fragments
from community.forum.acts import Privacy
from community.forum.models import Post, Thread
from community.forum.queries import posts_visible_to


class PostRow(NamedTuple):
    """What `forum/_post.html` shows; the same for every reader."""

    id: int
    number: int
    thread_id: int
    author_id: int
    author_name: str
    author_username: str | None
    badge_role: str | None
    badge_department: str | None
    badge_title: str | None
    html: str
    excerpt: str
    created_at: datetime
    edited_at: datetime | None
    score: int
    intent: str | None
    audience: str
    next_word_by: datetime | None
    is_answer: bool
    answer_by: str | None
    verified_at: datetime | None
    refuted_at: datetime | None
    hidden_at: datetime | None
    held_at: datetime | None
    reply_to: int | None
    acceptable: bool
    #: it was public before staff took it from there
    made_private: bool


def post_rows(reader: Reader) -> Select[Any]:
    """The columns of a PostRow, joined to Thread, for what this reader may read."""
    is_answer = and_(Thread.answer_post_id.is_not(None), Thread.answer_post_id == Post.id)
    columns = (
        Post.id,
        Post.number,
        Post.thread_id,
        Post.author_id,
        User.name.label("author_name"),
        case((User.closed_at.is_(None), User.username), else_=null()).label("author_username"),
        Post.badge_role,
        Post.badge_department,
        Post.badge_title,
        Post.html,
        Post.excerpt,
        Post.created_at,
        Post.edited_at,
        Post.score,
        Post.intent,
        Post.audience,
        Post.next_word_by,
        is_answer.label("is_answer"),
        case((is_answer, Thread.solved_by), else_=null()).label("answer_by"),
        Post.verified_at,
        Post.refuted_at,
        Post.hidden_at,
        Post.held_at,
        Post.reply_to,
        acceptable().label("acceptable"),
        _made_private().label("made_private"),
    )
    return (
        select(*columns)
        .join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .where(posts_visible_to(reader))
    )


def _made_private() -> Any:
    standing = and_(Privacy.post_id == Post.id, Privacy.ended_at.is_(None))
    return and_(Post.audience != "public", exists().where(standing).correlate(Post))


def acceptable() -> Any:
    """Condition over Post and its Thread: it could be what solved a question."""
    return and_(
        Thread.kind == "question",
        Post.number > 1,
        Post.audience != "staff",
        or_(Post.intent.is_(None), Post.intent.in_(("answer", "remark", "addition"))),
    )


def post_row(reader: Reader, post_id: int) -> PostRow | None:
    """One post for this reader, or None."""
    row = _by_id(reader, post_id=post_id).first()
    return PostRow._make(row) if row else None


@prepared
def _by_id(reader: Reader) -> Select[Any]:
    return post_rows(reader).where(Post.id == bindparam("post_id"))


def post_html(row: PostRow) -> Markup:
    """The partial of a post. Rendered once a language, since nothing in it is the reader's."""
    return fragments.kept(row, lambda: render_template("forum/_post.html", post=row))

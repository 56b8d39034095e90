"""All a thread page shows, in four statements at most and the same number for any length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, false, func, literal, or_, select
from sqlalchemy.orm import contains_eager

from community.accounts.models import User
from community.accounts.prepared import prepared
from community.accounts.readers import Reader, reader_of
from community.forum.acts import Following, Reading, ThreadLink, Vote
from community.forum.listing import tag_names
from community.forum.models import PAGE_POSTS, Category, Post, Thread, page_of, thread_path
from community.forum.post_rows import PostRow, post_row, post_rows
from community.forum.queries import listed, posts_visible_to, visible_to


@dataclass(frozen=True)
class Shown:
    """A post on the page, and what it is to this reader."""

    post: PostRow
    voted: bool = False


@dataclass(frozen=True)
class LinkedThread:
    """Another thread that belongs to this one: `duplicate` of it, or `related`."""

    id: int
    slug: str
    title: str
    kind: str
    support_state: str | None
    #: this thread is the duplicate, or was written with the other one in mind
    outgoing: bool

    @property
    def path(self) -> str:
        return thread_path(self.id, self.slug)


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread for one reader."""

    thread: Thread
    tags: Sequence[str]
    #: the highest number this reader may read: internal notes at the end make no empty page
    last_visible: int
    following: bool
    read_up_to: int
    number: int
    posts: Sequence[Shown]
    answer: PostRow | None
    links: Sequence[LinkedThread]

    @property
    def pages(self) -> int:
        return page_of(max(self.last_visible, 1))

    @property
    def opening(self) -> PostRow | None:
        """The question itself, where this page holds it."""
        first = self.posts[0].post if self.posts else None
        return first if first and first.number == 1 else None

    @property
    def path(self) -> str:
        return f"{self.thread.path}?page={self.number}" if self.number > 1 else self.thread.path


def load(thread_id: int, number: int, user: User | None) -> ThreadPage | None:
    """The page, or None where this reader may not see the thread or there is no such page."""
    reader = reader_of(user)
    head = _head(reader, thread_id=thread_id).first()
    if head is None or not 1 <= number <= page_of(max(head.last_visible or 1, 1)):
        return None
    thread = head.Thread
    posts = _posts(thread_id, number, reader)
    return ThreadPage(
        thread=thread,
        tags=sorted((head.tag_names or "").split(",")) if head.tag_names else [],
        last_visible=head.last_visible or 1,
        following=bool(head.following),
        read_up_to=head.read_up_to or 0,
        number=number,
        posts=posts,
        answer=_answer(thread, posts, reader) if number == 1 else None,
        links=[LinkedThread(**row._mapping) for row in _links(reader, thread_id=thread_id)]
        if number == 1
        else [],
    )


@prepared
def _head(reader: Reader) -> Select[Any]:
    last_visible = (
        select(func.max(Post.number))
        .where(Post.thread_id == Thread.id, posts_visible_to(reader))
        .correlate(Thread)
        .scalar_subquery()
    )
    statement = (
        select(Thread, last_visible.label("last_visible"), tag_names().label("tag_names"))
        .join(Category, Category.id == Thread.category_id)
        .options(contains_eager(Thread.category))
        .where(Thread.id == bindparam("thread_id"), visible_to(reader))
    )
    if reader.is_visitor:
        return statement.add_columns(
            literal(False).label("following"), literal(0).label("read_up_to")
        )
    mine = and_(Following.thread_id == Thread.id, Following.user_id == reader.user_id)
    read = and_(Reading.thread_id == Thread.id, Reading.user_id == reader.user_id)
    follows = and_(Following.user_id.is_not(None), Following.ended_at.is_(None))
    return (
        statement.add_columns(follows.label("following"), Reading.number.label("read_up_to"))
        .outerjoin(Following, mine)
        .outerjoin(Reading, read)
    )


def _posts(thread_id: int, number: int, reader: Reader) -> list[Shown]:
    """The posts of one page; page 3 always holds the numbers 41 to 60."""
    first = (number - 1) * PAGE_POSTS + 1
    rows = _numbered(reader, thread_id=thread_id, first=first, last=first + PAGE_POSTS - 1)
    return [Shown(PostRow._make(row[:-1]), bool(row.voted)) for row in rows]


@prepared
def _numbered(reader: Reader) -> Select[Any]:
    numbers = Post.number.between(bindparam("first"), bindparam("last"))
    return (
        post_rows(reader)
        .add_columns(_voted(reader).label("voted"))
        .where(Post.thread_id == bindparam("thread_id"), numbers)
        .order_by(Post.number)
    )


def _voted(reader: Reader) -> Any:
    if reader.is_visitor:
        return false()
    return exists().where(Vote.post_id == Post.id, Vote.user_id == reader.user_id)


def _answer(thread: Thread, posts: Sequence[Shown], reader: Reader) -> PostRow | None:
    """The accepted answer: taken from the page if it stands there, else asked for."""
    if not thread.answer_post_id:
        return None
    for shown in posts:
        if shown.post.id == thread.answer_post_id:
            return shown.post
    return post_row(reader, thread.answer_post_id)


@prepared
def _links(reader: Reader) -> Any:
    thread_id: Any = bindparam("thread_id")
    other = case(
        (ThreadLink.thread_id == thread_id, ThreadLink.to_thread_id), else_=ThreadLink.thread_id
    )
    outgoing = (ThreadLink.thread_id == thread_id).label("outgoing")
    return (
        select(
            Thread.id, Thread.slug, Thread.title, ThreadLink.kind, Thread.support_state, outgoing
        )
        .join(ThreadLink, Thread.id == other)
        .where(
            or_(ThreadLink.thread_id == thread_id, ThreadLink.to_thread_id == thread_id),
            visible_to(reader),
            listed(),
        )
        .order_by(ThreadLink.kind, Thread.id.desc())
        .limit(10)
    )

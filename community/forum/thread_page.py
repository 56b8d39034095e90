"""All a thread page shows, in four statements at most and the same number for any length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)

from community.accounts.models import User
from community.accounts.prepared import prepared, record
from community.accounts.readers import Reader, reader_of
from community.forum import page_posts
from community.forum.acts import Following, Reading, ThreadLink
from community.forum.listing import tag_names
from community.forum.models import Category, Post, Thread, page_of, thread_path
from community.forum.page_posts import PagePosts
from community.forum.post_rows import PostRow, post_row, post_rows
from community.forum.queries import listed, posts_visible_to, visible_to

THREAD = tuple(Thread.__table__.c)
CATEGORY = tuple(column.label(f"category_{column.key}") for column in Category.__table__.c)


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
    tags: tuple[str, ...]
    #: the highest number this reader may read: internal notes at the end make no empty page
    last_visible: int
    following: bool
    read_up_to: int
    number: int
    posts: PagePosts
    #: the posts on this page this reader found helpful (on the opening post: has it, too)
    voted: frozenset[int]
    answer: PostRow | None
    links: Sequence[LinkedThread]

    @property
    def pages(self) -> int:
        return page_of(max(self.last_visible, 1))

    @property
    def opening(self) -> PostRow | None:
        """The question itself, where this page holds it."""
        first = self.posts[0] if self.posts else None
        return first if first and first.number == 1 else None

    @property
    def path(self) -> str:
        return f"{self.thread.path}?page={self.number}" if self.number > 1 else self.thread.path


def load(thread_id: int, number: int, user: User | None) -> ThreadPage | None:
    """The page, or None where this reader may not see the thread or there is no such page."""
    reader = reader_of(user)
    here = page_posts.on_page(number)
    head = _head(reader, thread_id=thread_id, **here).first()
    if head is None or not 1 <= number <= page_of(max(head.last_visible or 1, 1)):
        return None
    thread = _thread(head)
    posts = page_posts.remembered(
        (thread_id, number),
        page_posts.Sums(head.posts, head.plain, _changes(head, thread)),
        lambda: map(PostRow._make, _rows(reader, thread_id=thread_id, **here)),
    )
    return ThreadPage(
        thread=thread,
        tags=tuple(sorted(head.tag_names.split(","))) if head.tag_names else (),
        last_visible=head.last_visible or 1,
        following=bool(head.following),
        read_up_to=head.read_up_to or 0,
        number=number,
        posts=posts,
        voted=frozenset(map(int, head.voted.split(","))) if head.voted else frozenset(),
        answer=_answer(thread, posts, reader) if number == 1 else None,
        links=[LinkedThread(**row._mapping) for row in _links(reader, thread_id=thread_id)]
        if number == 1 and head.has_links
        else [],
    )


def _thread(head: Any) -> Thread:
    """The thread with its category, to read: the session does not know them."""
    category = record(Category, head[len(THREAD) : len(THREAD) + len(CATEGORY)])
    thread = record(Thread, head)
    thread.__dict__["category"] = category
    return thread


def _changes(head: Any, thread: Thread) -> tuple[Any, ...]:
    """What else the posts of the page show, and their marks hang on."""
    shown = (getattr(head, name) for name in page_posts.CHANGES)
    return (*shown, thread.answer_post_id, thread.solved_by, thread.kind)


@prepared
def _head(reader: Reader) -> Select[Any]:
    last_visible = (
        select(func.max(Post.number))
        .where(Post.thread_id == Thread.id, posts_visible_to(reader))
        .correlate(Thread)
        .scalar_subquery()
    )
    statement = (
        select(*THREAD, *CATEGORY)
        .add_columns(last_visible.label("last_visible"), tag_names().label("tag_names"))
        .add_columns(page_posts.voted(reader).label("voted"), _has_links().label("has_links"))
        .join(Category, Category.id == Thread.category_id)
        .where(Thread.id == bindparam("thread_id"), visible_to(reader))
    )
    here = page_posts.summed()
    if reader.is_visitor:
        nobody = (literal(False).label("following"), literal(0).label("read_up_to"))
        return statement.add_columns(*nobody, *here.c).join(here, true())
    mine = and_(Following.thread_id == Thread.id, Following.user_id == reader.user_id)
    read = and_(Reading.thread_id == Thread.id, Reading.user_id == reader.user_id)
    follows = and_(Following.user_id.is_not(None), Following.ended_at.is_(None))
    theirs = (follows.label("following"), Reading.number.label("read_up_to"))
    return (
        statement.add_columns(*theirs, *here.c)
        .join(here, true())
        .outerjoin(Following, mine)
        .outerjoin(Reading, read)
    )


def _has_links() -> ColumnElement[bool]:
    either = or_(ThreadLink.thread_id == Thread.id, ThreadLink.to_thread_id == Thread.id)
    return exists().where(either).correlate(Thread)


@prepared
def _rows(reader: Reader) -> Select[Any]:
    return post_rows(reader).where(page_posts.numbered()).order_by(Post.number)


def _answer(thread: Thread, posts: PagePosts, reader: Reader) -> PostRow | None:
    """The accepted answer: taken from the page if it stands there, else asked for."""
    if not thread.answer_post_id:
        return None
    for post in posts:
        if post.id == thread.answer_post_id:
            return post
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

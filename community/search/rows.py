"""One page of results as rows: the thread, its best post, and the words marked in both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, bindparam, exists, select

from community import offload
from community.accounts.models import User
from community.accounts.prepared import prepared
from community.accounts.readers import Reader
from community.forum.listing import tag_names
from community.forum.models import Category, Post, Thread, post_path, thread_path
from community.forum.queries import listed, standing, visible_to
from community.search import best_posts, highlighting
from community.search.engine import Hit
from community.search.highlighting import Marks
from community.search.text import Stems


@dataclass(frozen=True)
class ResultRow:
    """What `search/_result.html` shows."""

    thread_id: int
    title: Markup
    path: str
    snippet: Markup
    kind: str
    audience: str
    support_state: str | None
    closed_at: datetime | None
    author_id: int
    author_name: str
    category_name: str
    created_at: datetime
    replies: int
    tags: list[str]
    staff_replied: bool
    post_number: int
    post_author: str
    by_staff: bool
    is_answer: bool
    complete: bool


def result_rows(
    hits: Sequence[Hit],
    marks: Marks,
    stems: Stems,
    reader: Reader,
    unlisted: bool = False,
) -> list[ResultRow]:
    """The rows of these hits in their order, without what the reader may not see (any more)."""
    ids = [hit.thread_id for hit in hits]
    if not ids:
        return []
    offload.breathe()
    threads = {row.id: row for row in _threads(reader, unlisted, ids=ids)}
    posts = best_posts.candidates({row.id: row.posts for row in threads.values()}, marks, reader)
    pairs = [
        (hit, threads[hit.thread_id], posts.get(hit.thread_id, []))
        for hit in hits
        if hit.thread_id in threads
    ]
    return list(_rows(pairs, marks, stems))


def staff_replied() -> ColumnElement[bool]:
    """Condition over Thread: the company answered, where everybody can read it."""
    return exists().where(
        Post.thread_id == Thread.id,
        Post.number > 1,
        Post.badge_role.is_not(None),
        Post.audience == "public",
        standing(),
    )


@prepared
def _threads(reader: Reader, unlisted: bool) -> Any:
    stands = Thread.hidden_at.is_(None) if unlisted else listed()
    return (
        select(
            Thread.id,
            Thread.title,
            Thread.slug,
            Thread.kind,
            Thread.audience,
            Thread.support_state,
            Thread.closed_at,
            Thread.created_at,
            Thread.author_id,
            User.name.label("author_name"),
            Category.name.label("category_name"),
            (Thread.staff_posts if reader.is_staff else Thread.public_posts).label("posts"),
            tag_names().label("tags"),
            staff_replied().label("staff_replied"),
        )
        .join(User, User.id == Thread.author_id)
        .join(Category, Category.id == Thread.category_id)
        .where(Thread.id.in_(bindparam("ids", expanding=True)), visible_to(reader), stands)
    )


def _rows(
    pairs: Sequence[tuple[Hit, Any, Sequence[Any]]],
    marks: Marks,
    stems: Stems,
) -> Iterator[ResultRow]:
    """Cutting and marking is work for the processor, but a native thread would do more harm: the
    loop gives the interpreter away with each row it reads, and waits 5 ms to have it back."""
    for hit, thread, posts in pairs:
        yield _row(hit, thread, posts, marks, stems)


def _row(hit: Hit, thread: Any, posts: Sequence[Any], marks: Marks, stems: Stems) -> ResultRow:
    best, post = best_posts.best(posts, thread.title, marks, stems)
    number = post.number if post else 1
    return ResultRow(
        thread_id=thread.id,
        title=highlighting.mark_words(thread.title, marks, stems),
        path=_path(thread, number),
        snippet=best.html,
        kind=thread.kind,
        audience=thread.audience,
        support_state=thread.support_state,
        closed_at=thread.closed_at,
        author_id=thread.author_id,
        author_name=thread.author_name,
        category_name=thread.category_name,
        created_at=thread.created_at,
        replies=max(0, thread.posts - 1),
        tags=sorted(thread.tags.split(",")) if thread.tags else [],
        staff_replied=thread.staff_replied,
        post_number=number,
        post_author=post.author_name if post else thread.author_name,
        by_staff=bool(post and post.badge_role),
        is_answer=bool(post and post.is_answer),
        complete=hit.complete,
    )


def _path(thread: Any, number: int) -> str:
    if number > 1:
        return post_path(thread.id, thread.slug, number)
    return thread_path(thread.id, thread.slug)

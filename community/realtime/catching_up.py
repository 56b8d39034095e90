"""What a page missed while its connection was cut: the gap, from the database."""

from collections.abc import Callable
from typing import Any

from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Post
from community.forum.post_rows import PostRow, post_html, post_rows

GAP = 50  # posts sent after a cut; a page that missed more says how many, and is loaded anew

#: functions(reader) -> values added to the answer of `catch_up`; rooms above fill it
sources: list[Callable[[Reader], dict[str, Any]]] = []


def posts_after(reader: Reader, thread_id: int, seen: int) -> list[dict[str, Any]]:
    """The posts of a thread this reader may read, with a higher number than seen."""
    rows = db.session.execute(
        post_rows(reader)
        .where(Post.thread_id == thread_id, Post.number > seen)
        .order_by(Post.number)
        .limit(GAP)
    )
    return [as_message(PostRow._make(row)) for row in rows]


def as_message(row: PostRow) -> dict[str, Any]:
    return {
        "thread_id": row.thread_id,
        "id": row.id,
        "number": row.number,
        "html": str(post_html(row)),
    }


def everything_since(reader: Reader) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for source in sources:
        answer.update(source(reader))
    return answer

"""Threads and posts for page tests, written straight into the tables: states no verb would make."""

from datetime import timedelta
from typing import Any

from community.clock import now
from community.extensions import db, writing
from community.forum.models import Post, Tag, Thread, ThreadTag


def written_thread(cast: Any, by: str = "ana", replies: int = 0, **values: Any) -> int:
    """A thread with an opening post and so many public replies by ben; its id."""
    with writing():
        return add_thread(cast, by, replies, **values)


def add_thread(cast: Any, by: str, replies: int, **values: Any) -> int:
    moment = now() - timedelta(hours=1)
    category = values.pop("category", "help")
    tags = values.pop("tags", ())
    defaults = {
        "kind": "question",
        "title": "My printer prints only squares",
        "slug": "my-printer",
        "support_state": "unanswered",
        "public_posts": replies + 1,
        "staff_posts": replies + 1,
        "last_number": replies + 1,
        "public_active_at": moment,
        "staff_active_at": moment,
    }
    thread = Thread(
        category_id=cast.categories[category],
        author_id=cast.people[by],
        **{**defaults, **values},
    )
    db.session.add(thread)
    db.session.flush()
    add_post(cast, thread.id, 1, by, audience=thread.audience, intent=None)
    for number in range(2, replies + 2):
        add_post(cast, thread.id, number, "ben", intent="answer")
    for name in tags:
        tag = Tag(name=name)
        db.session.add(tag)
        db.session.flush()
        db.session.add(ThreadTag(thread_id=thread.id, tag_id=tag.id))
    return thread.id


def add_post(cast: Any, thread_id: int, number: int, by: str, **values: Any) -> Post:
    text = values.pop("text", f"This is text number {number}, long enough to say something.")
    post = Post(
        thread_id=thread_id,
        number=number,
        author_id=cast.people[by],
        source=text,
        html=f"<p>{text}</p>",
        excerpt=text,
        **values,
    )
    db.session.add(post)
    db.session.flush()
    return post

"""Build threads that were written elsewhere: old dates, no clocks, nobody's bell.

An import calls restore_thread, restore_post for each reply, restore_acceptance where one stands,
and `finish` once, which derives the counts and states and tells search about the thread.
"""

from collections.abc import Iterable
from datetime import datetime

from community import outbox
from community.accounts.models import User
from community.extensions import db
from community.forum.acts import Acceptance, Closure
from community.forum.events import ThreadImported
from community.forum.models import Category, Post, Thread
from community.forum.naming import clean_title, slug_of
from community.forum.supporting import recompute
from community.forum.tagging import set_tags
from community.markup import Rendered


def restore_thread(
    category: Category,
    author: User,
    kind: str,
    title: str,
    body: Rendered,
    source: str,
    created_at: datetime,
    tags: str | Iterable[str] = (),
    audience: str = "public",
    closed_at: datetime | None = None,
    score: int = 0,
) -> Thread:
    """The thread with its opening post."""
    title = clean_title(title)
    thread = Thread(
        category_id=category.id,
        author_id=author.id,
        kind=kind,
        audience=audience,
        title=title,
        slug=slug_of(title),
        by_team=author.is_team,
        imported=True,
        created_at=created_at,
    )
    db.session.add(thread)
    db.session.flush()
    set_tags(thread, tags)
    restore_post(thread, author, body, source, created_at, intent=None, score=score)
    if closed_at:
        db.session.add(Closure(thread_id=thread.id, reason="import", created_at=closed_at))
    return thread


def restore_post(
    thread: Thread,
    author: User,
    body: Rendered,
    source: str,
    created_at: datetime,
    intent: str | None = "answer",
    reply_to: int | None = None,
    score: int = 0,
    edited_at: datetime | None = None,
) -> Post:
    """One reply. Replies come in the order of their dates, since numbers never change."""
    thread.last_number += 1
    post = Post(
        thread_id=thread.id,
        number=thread.last_number,
        author_id=author.id,
        audience=thread.audience,
        intent=intent,
        source=source,
        html=body.html,
        excerpt=body.excerpt[:300],
        render_version=body.render_version,
        created_at=created_at,
        edited_at=edited_at,
        reply_to=reply_to,
        score=score,
        automatic=True,
        badge_role=author.role_now if author.is_team else None,
        badge_department=author.department if author.is_team else None,
        badge_title=author.title if author.is_team else None,
    )
    db.session.add(post)
    return post


def restore_acceptance(thread: Thread, post: Post, at: datetime) -> None:
    """What solved it over there."""
    db.session.flush()
    db.session.add(
        Acceptance(thread_id=thread.id, post_id=post.id, by_id=None, role="import", created_at=at)
    )


def finish(thread: Thread) -> None:
    """Derive what lists show, and let it be found."""
    recompute(thread)
    outbox.record(ThreadImported(thread.id))

"""Load and check in one breath: an id in the URL becomes what this reader may see, or 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.readers import reader_of
from community.extensions import db
from community.forum.models import Post, Thread
from community.forum.queries import posts_visible_to, visible_to
from community.guards import SignInNeeded, me

Rule = Callable[[Any, Any], bool]  # gets the User or None, and the thing
LARGEST_ID = 2**31 - 1  # what the databases' integers hold


def may_read(user: Any, thing: Any) -> bool:
    """Whoever can load it may."""
    return True


def with_thread(policy: Rule | None = None) -> Callable[[Callable], Callable]:
    """`/t/<int:thread_id>/…` → `view(thread, …)`, with author and category at hand."""
    return _with(load_thread, "thread_id", policy or may_read)


def with_post(policy: Rule | None = None) -> Callable[[Callable], Callable]:
    """`/posts/<int:post_id>/…` → `view(post, …)`, with author, thread and its category at hand."""
    return _with(load_post, "post_id", policy or may_read)


def load_thread(user: Any, thread_id: int) -> Thread | None:
    """The thread if this person may open it, in one statement."""
    if thread_id > LARGEST_ID:
        return None
    return db.session.scalar(
        select(Thread)
        .options(joinedload(Thread.author), joinedload(Thread.category))
        .where(Thread.id == thread_id, visible_to(reader_of(user)))
    )


def load_post(user: Any, post_id: int) -> Post | None:
    """The post if this person may read it, in one statement."""
    if post_id > LARGEST_ID:
        return None
    return db.session.scalar(
        select(Post)
        .join(Post.thread)
        .options(
            joinedload(Post.author),
            contains_eager(Post.thread).joinedload(Thread.category),
        )
        .where(Post.id == post_id, posts_visible_to(reader_of(user)))
    )


def _with(
    load: Callable[[Any, int], Any], name: str, policy: Rule
) -> Callable[[Callable], Callable]:
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def loaded(**kwargs: Any) -> Any:
            user = me()
            thing = load(user, kwargs.pop(name))
            if thing is None:
                abort(404)
            if not policy(user, thing):
                if user is None:
                    raise SignInNeeded
                abort(403)
            return view(thing, **kwargs)

        loaded.policy = policy  # type: ignore[attr-defined]
        return loaded

    return decorate

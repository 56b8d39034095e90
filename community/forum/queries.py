"""What a reader may see: every page, list, search, feed, count, API and socket starts here."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from community.accounts.readers import Reader
from community.forum.models import Category, Post, Thread

#: conditions never change, and making one takes longer than the database takes for it
KEPT = 64  # readers


@lru_cache(KEPT)
def categories_visible_to(reader: Reader) -> ColumnElement[bool]:
    """Condition over Category."""
    if reader.is_staff:
        return true()
    # no IN: its list would be put together anew for each request
    open_to_all = Category.who_may_see == "everyone"
    return open_to_all if reader.is_visitor else or_(open_to_all, Category.who_may_see == "members")


@lru_cache(KEPT)
def visible_to(reader: Reader) -> ColumnElement[bool]:
    """Condition over Thread: this reader may open it.

    Knows audiences, holds, categories and deletion. Staff may open what is hidden; authors may
    open their own held thread. Lists add `listed()`.
    """
    if reader.is_staff:
        return true()
    may_see = select(Category.id).where(categories_visible_to(reader))
    own = _own(Thread.author_id, reader)
    return and_(
        # + 0: SQLite would walk the categories' index and then sort the whole forum
        (Thread.category_id + 0).in_(may_see),
        Thread.hidden_at.is_(None),
        or_(Thread.held_at.is_(None), own),
        or_(Thread.audience == "public", and_(Thread.audience == "asker_and_staff", own)),
    )


@lru_cache(1)
def listed() -> ColumnElement[bool]:
    """Condition over Thread: neither hidden nor held, so it may stand in lists."""
    return and_(Thread.hidden_at.is_(None), Thread.held_at.is_(None))


@lru_cache(KEPT)
def posts_visible_to(reader: Reader) -> ColumnElement[bool]:
    """Condition over Post joined to its Thread: this reader may read it."""
    if reader.is_staff:
        return true()
    own_thread = _own(Thread.author_id, reader)
    own_post = _own(Post.author_id, reader)
    return and_(
        visible_to(reader),
        Post.hidden_at.is_(None),
        or_(Post.held_at.is_(None), own_post),
        or_(
            Post.audience == "public",
            and_(Post.audience == "asker_and_staff", or_(own_thread, own_post)),
        ),
    )


@lru_cache(1)
def standing() -> ColumnElement[bool]:
    """Condition over Post: neither hidden nor held, so it may count."""
    return and_(Post.hidden_at.is_(None), Post.held_at.is_(None))


def _own(column: Any, reader: Reader) -> ColumnElement[bool]:
    return false() if reader.user_id is None else column == reader.user_id

"""Kept pages go when what they show has changed: read off the session, so no verb can forget it."""

from typing import Any

from sqlalchemy import event, inspect, or_, select
from sqlalchemy.orm import ORMExecuteState

from community import caching
from community.extensions import db
from community.forum.acts import Acceptance, ThreadLink
from community.forum.models import Category, Post, Tag, Thread, ThreadTag

LISTS = "threads"  # front page, categories, tags, feeds
FORUM = "forum"  # every page of the forum: for changes in bulk, which name no ids
SHOWN = (Thread, Post, Acceptance, ThreadTag, ThreadLink)
SHOWN_IN_LINKS = ("title", "hidden_at", "held_at", "category_id", "audience", "support_state")


def tags_of_thread(thread_id: int, **_: Any) -> list[str]:
    return [f"thread:{thread_id}", FORUM]


def tags_of_lists(**_: Any) -> list[str]:
    return [LISTS, FORUM]


@event.listens_for(db.session, "after_flush")
def touch_what_was_flushed(session: Any, flush_context: Any) -> None:
    touched = set()
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, Thread):
            touched |= {f"thread:{record.id}", LISTS}
            if _reads_otherwise_elsewhere(record):
                touched |= _pages_that_name(session, record.id)
        elif isinstance(record, SHOWN):
            touched |= {f"thread:{record.thread_id}", LISTS}
            if isinstance(record, ThreadLink):
                touched.add(f"thread:{record.to_thread_id}")
        elif isinstance(record, Category | Tag):
            touched |= {FORUM}
    if touched:
        caching.touch(*sorted(touched))


def _reads_otherwise_elsewhere(thread: Thread) -> bool:
    """Whether pages of threads it is linked to would show it differently, or no more."""
    state: Any = inspect(thread)
    return state.persistent and any(
        state.attrs[name].history.has_changes() for name in SHOWN_IN_LINKS
    )


def _pages_that_name(session: Any, thread_id: int) -> set[str]:
    ends = (ThreadLink.thread_id, ThreadLink.to_thread_id)
    found = select(*ends).where(or_(*[end == thread_id for end in ends]))
    return {f"thread:{n}" for row in session.connection().execute(found) for n in row}


@event.listens_for(db.session, "do_orm_execute")
def touch_what_changes_in_bulk(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    mapper = state.bind_mapper
    if mapper is not None and mapper.class_ in (Thread, Post, Category):
        caching.touch(FORUM)

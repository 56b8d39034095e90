"""Kept pages go when what they show has changed: read off the session, so no verb can forget it."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState

from community import caching
from community.extensions import db
from community.forum.acts import Acceptance, ThreadLink
from community.forum.models import Category, Post, Tag, Thread, ThreadTag

LISTS = "threads"  # front page, categories, tags, feeds
FORUM = "forum"  # every page of the forum: for changes in bulk, which name no ids
SHOWN = (Thread, Post, Acceptance, ThreadTag, ThreadLink)


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
        elif isinstance(record, SHOWN):
            touched |= {f"thread:{record.thread_id}", LISTS}
            if isinstance(record, ThreadLink):
                touched.add(f"thread:{record.to_thread_id}")
        elif isinstance(record, Category | Tag):
            touched |= {FORUM}
    if touched:
        caching.touch(*sorted(touched))


@event.listens_for(db.session, "do_orm_execute")
def touch_what_changes_in_bulk(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    mapper = state.bind_mapper
    if mapper is not None and mapper.class_ in (Thread, Post, Category):
        caching.touch(FORUM)

"""Whether a running incident explains a question: its component or title is named there."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from community.extensions import db
from community.forum.models import Post, Thread
from community.search.searching import house_stems
from community.status.banners import running_now

ASKED_BEFORE = timedelta(hours=6)  # people ask before anybody of us has opened the incident
SHARED = 2  # words of an incident's title, at least: "charging" alone fits half of the questions


def known_problem(thread: Thread) -> tuple[str, datetime, str] | None:
    """The component's name (or the incident's title), since when, and the incident's path."""
    incidents = [one for one in running_now() if _may_explain(one, thread)]
    if not incidents:
        return None
    words = _words_of(thread)
    for incident in incidents:
        named = next((name for name in incident["components"] if _names(words, name)), None)
        if named or _resembles(words, incident["title"]):
            return named or incident["title"], incident["since"], incident["path"]
    return None


def _may_explain(incident: dict[str, Any], thread: Thread) -> bool:
    """What has waited since long before is another matter."""
    since = thread.waiting_since or thread.info_asked_at or thread.created_at
    return since >= incident["since"] - ASKED_BEFORE


def _words_of(thread: Thread) -> set[str]:
    excerpt = db.session.scalar(
        select(Post.excerpt).where(Post.thread_id == thread.id, Post.number == 1)
    )
    return set(house_stems().of(f"{thread.title} {excerpt or ''}"))


def _names(words: set[str], component: str) -> bool:
    name = set(house_stems().of(component))
    return bool(name) and name <= words


def _resembles(words: set[str], title: str) -> bool:
    """More than half of the title's telling words stand in the question."""
    common = house_stems().soft_words
    telling = {word for word in house_stems().of(title) if word not in common}
    return len(telling & words) >= max(SHARED, len(telling) // 2 + 1)

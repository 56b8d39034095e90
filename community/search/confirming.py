"""Whether words stand in what a reader may read now: asked of the database, since an index may be
a moment behind, and a word that nobody typed must not come from what was hidden in that moment."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select

from community import offload
from community.accounts.readers import Reader
from community.extensions import db
from community.forum.models import Post, Tag, Thread, ThreadTag
from community.forum.queries import listed, posts_visible_to, standing, visible_to
from community.search.text import Stems, folded, plain

THREADS = 10
POSTS = 40  # that are looked through


def stand_readable(
    words: Collection[str], thread_ids: Sequence[int], reader: Reader, stems: Stems
) -> bool:
    """Whether each of these words stands somewhere in these threads for this reader."""
    missing = set(words)
    here = _posts(thread_ids[:THREADS], reader)
    likely = [
        column.icontains(word, autoescape=True)
        for word in words
        for column in (Thread.title, Post.source)
    ]
    # as they are written first; then whatever there is, since accents are folded here alone
    for statement in (here.where(or_(*likely)), here):
        offload.breathe()
        for title, html in db.session.execute(statement).all() if missing else ():
            offload.breathe()
            missing -= stems.distinct(folded(f"{title}\n{plain(html)}"))
            if not missing:
                break
    for name in db.session.scalars(_tags(thread_ids[:THREADS], reader)) if missing else ():
        missing -= stems.distinct(folded(name))
    return not missing


def _tags(thread_ids: Sequence[int], reader: Reader) -> Any:
    return (
        select(Tag.name)
        .join(ThreadTag, ThreadTag.tag_id == Tag.id)
        .join(Thread, Thread.id == ThreadTag.thread_id)
        .where(Thread.id.in_(thread_ids), visible_to(reader), listed())
    )


def _posts(thread_ids: Sequence[int], reader: Reader) -> Any:
    return (
        select(Thread.title, Post.html)
        .join(Post, Post.thread_id == Thread.id)
        .where(Thread.id.in_(thread_ids), visible_to(reader), listed())
        .where(posts_visible_to(reader), standing())
        .order_by(Thread.id, Post.number)
        .limit(POSTS)
    )

"""Change what was written; what it said before stays as a revision."""

from collections.abc import Iterable

from community import caching, outbox
from community.accounts.models import User
from community.accounts.readers import reader_of
from community.clock import now
from community.extensions import db
from community.forum import policy
from community.forum.acts import Revision
from community.forum.events import PostChanged, PostMentions, ThreadChanged
from community.forum.mentioning import keep_mentions
from community.forum.models import KINDS, Category, Post, Thread
from community.forum.naming import clean_title, slug_of
from community.forum.pictures import keep_pictures
from community.forum.posting import Refused, lock
from community.forum.supporting import recompute, tags_of
from community.forum.tagging import set_tags
from community.journal import note
from community.markup import Rendered


def edit_post(post: Post, by: User, source: str, body: Rendered, reason: str = "") -> None:
    """Nothing happens where nothing changed."""
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    if post.source == source:
        return
    _keep_revision(post, by, reason)
    post.source, post.html, post.excerpt = source, body.html, body.excerpt[:300]
    post.render_version, post.edited_at = body.render_version, now()
    db.session.flush()
    keep_pictures(post, body.images, reader_of(by))
    if not post.held_at and keep_mentions(post, thread):
        outbox.record(PostMentions(thread.id, post.id))
    caching.touch(*tags_of(thread))
    outbox.record(PostChanged(thread.id, post.id))


def edit_thread(
    thread: Thread,
    by: User,
    title: str | None = None,
    tags: str | Iterable[str] | None = None,
    category: Category | None = None,
    kind: str | None = None,
) -> None:
    """What is None stays. Moving and another kind are staff's: `policy.can_move`."""
    lock(thread)
    caching.touch(*tags_of(thread))  # also the category it leaves
    changes = {}
    if title is not None and clean_title(title) != thread.title:
        changes["title"] = thread.title
        _retitle(thread, by, title)
    if tags is not None and set_tags(thread, tags):
        changes["tags"] = "changed"
    if category is not None and category.id != thread.category_id:
        changes["category"] = str(thread.category_id)
        _move(thread, by, category)
    if kind is not None and kind != thread.kind:
        changes["kind"] = thread.kind
        _change_kind(thread, by, kind)
    if not changes:
        return
    recompute(thread)
    outbox.record(ThreadChanged(thread.id))
    if by.id != thread.author_id:
        note("edit", "thread", thread.id, by.id, before=changes)


def _retitle(thread: Thread, by: User, title: str) -> None:
    title = clean_title(title)
    if not title:
        raise Refused
    opening = db.session.query(Post).filter_by(thread_id=thread.id, number=1).one()
    _keep_revision(opening, by, "", title=thread.title)
    thread.title, thread.slug = title, slug_of(title)


def _move(thread: Thread, by: User, category: Category) -> None:
    if not policy.can_move(by, thread) or not policy.can_see_category(by, category):
        raise Refused
    thread.category_id = category.id
    db.session.flush()
    db.session.expire(thread, ["category"])


def _change_kind(thread: Thread, by: User, kind: str) -> None:
    if kind not in KINDS or not policy.can_move(by, thread):
        raise Refused
    thread.kind = kind


def _keep_revision(post: Post, by: User, reason: str, title: str | None = None) -> None:
    db.session.add(
        Revision(
            post_id=post.id,
            title=title,
            source=post.source,
            by_id=by.id,
            reason=reason[:200],
            created_at=now(),
        )
    )

"""Open threads and reply to them. Inside writing(); verbs never commit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from werkzeug.exceptions import UnprocessableEntity

from community import outbox
from community.accounts.models import User
from community.accounts.readers import reader_of
from community.clock import now
from community.extensions import db
from community.forum import policy
from community.forum.acts import Closure
from community.forum.events import PostAdded, PostHeld, ThreadOpened
from community.forum.following import follow_by_itself
from community.forum.mentioning import keep_mentions
from community.forum.models import AUDIENCES, KINDS, Category, Post, Thread
from community.forum.naming import clean_title, slug_of
from community.forum.pictures import keep_pictures
from community.forum.supporting import recompute
from community.forum.tagging import set_tags
from community.markup import Rendered


class Refused(UnprocessableEntity):
    """What the form asks for is not possible here; pages answer 422 with the text in it."""


@dataclass(frozen=True)
class Draft:
    """What a judge sees before it is posted."""

    author: User
    source: str
    html: str
    title: str | None  # None: a reply
    category_id: int
    audience: str
    thread_id: int | None = None


#: asked in turn; the first that answers a reason has the post held until staff approve it.
#: They run inside the write transaction: a few statements at most. Staff are never judged.
judges: list[Callable[[Draft], str | None]] = []


def ask(
    author: User,
    category: Category,
    kind: str,
    title: str,
    body: Rendered,
    source: str,
    tags: str | Iterable[str] = (),
    audience: str = "public",
    once: str | None = None,
) -> Thread:
    """Open a thread of any kind. The same `once` again answers the thread that is there."""
    earlier = _posted_before(author, once)
    if earlier:
        return db.session.get_one(Thread, earlier.thread_id)
    title = clean_title(title)
    if not title or not _may_open(author, category, kind, audience):
        raise Refused
    moment = now()
    reason = _judged(Draft(author, source, body.html, title, category.id, audience))
    thread = Thread(
        category_id=category.id,
        author_id=author.id,
        kind=kind,
        audience=audience,
        title=title,
        slug=slug_of(title),
        by_team=author.is_team,
        created_at=moment,
        held_at=moment if reason else None,
    )
    db.session.add(thread)
    db.session.flush()
    set_tags(thread, tags)
    post = _add_post(thread, author, source, body, audience, moment)
    post.once = once
    _finish(thread, post, author, body, reason)
    return thread


def reply(
    thread: Thread,
    author: User,
    source: str,
    body: Rendered,
    intent: str | None = None,
    audience: str = "public",
    reply_to: int | None = None,
    next_word_by: datetime | None = None,
    once: str | None = None,
) -> Post:
    """Add a post. The same `once` again answers the post that is there."""
    lock(thread)
    earlier = _posted_before(author, once)
    if earlier:
        return earlier
    if not policy.can_reply(author, thread):
        raise Refused
    audience = _audience(author, thread, audience)
    intent = _intent(author, thread, intent, audience)
    moment = now()
    if intent == "first_word" and (next_word_by is None or next_word_by <= moment):
        raise Refused
    draft = Draft(author, source, body.html, None, thread.category_id, audience, thread.id)
    reason = _judged(draft)
    post = _add_post(thread, author, source, body, audience, moment)
    post.intent, post.once = intent, once
    post.next_word_by = next_word_by if intent == "first_word" else None
    post.reply_to = reply_to if reply_to and 0 < reply_to < post.number else None
    post.held_at = moment if reason else None
    if not reason and thread.closed_by == "clock" and policy.is_asker(author, thread):
        end_closure(thread, author, moment)
    _finish(thread, post, author, body, reason)
    return post


def lock(thread: Thread) -> None:
    """Keep other writers from this thread until the commit, and see what the last one left."""
    db.session.refresh(thread, with_for_update={"of": Thread})  # not what is joined to it


def announce(thread: Thread, post: Post) -> None:
    """The post is there for its readers: names are told, and everyone else hears of it."""
    keep_mentions(post, thread)
    if post.is_opening:
        outbox.record(ThreadOpened(thread.id))
    else:
        outbox.record(PostAdded(thread.id, post.id))


def _posted_before(author: User, once: str | None) -> Post | None:
    if not once:
        return None
    # PostgreSQL: the same form sent twice at once waits here for the first
    db.session.execute(select(User.id).where(User.id == author.id).with_for_update())
    return db.session.scalar(select(Post).where(Post.author_id == author.id, Post.once == once))


def _may_open(author: User, category: Category, kind: str, audience: str) -> bool:
    if kind not in KINDS or audience not in AUDIENCES or (kind == "guide" and not author.is_team):
        return False
    return policy.can_post_in(author, category) and policy.may_open_for(author, audience)


def _audience(author: User, thread: Thread, wanted: str) -> str:
    """What was chosen; in a private thread nothing is public."""
    if wanted == "public" and thread.audience != "public":
        wanted = thread.audience
    if not policy.may_use_audience(author, thread, wanted):
        raise Refused
    return wanted


def _intent(author: User, thread: Thread, wanted: str | None, audience: str) -> str | None:
    """What was chosen among the author's own, else their default; notes have none."""
    possible = policy.intents_for(author, thread)
    if not possible or (audience == "staff" and thread.audience != "staff"):
        return None
    if wanted is None:
        return possible[0]
    if wanted not in [*possible, "remark"]:
        raise Refused
    return wanted


def _judged(draft: Draft) -> str | None:
    if draft.author.is_team:
        return None
    return next((reason for judge in judges if (reason := judge(draft))), None)


def _add_post(
    thread: Thread, author: User, source: str, body: Rendered, audience: str, moment: datetime
) -> Post:
    """The badge is what the author is now: it stays true after they leave."""
    thread.last_number += 1
    post = Post(
        thread_id=thread.id,
        number=thread.last_number,
        author_id=author.id,
        audience=audience,
        source=source,
        html=body.html,
        excerpt=body.excerpt[:300],
        render_version=body.render_version,
        created_at=moment,
        badge_role=author.role_now if author.is_team else None,
        badge_department=author.department if author.is_team else None,
        badge_title=author.title if author.is_team else None,
        by_trusted=author.trusted_at is not None and not author.is_team,
    )
    db.session.add(post)
    return post


def _finish(thread: Thread, post: Post, author: User, body: Rendered, reason: str | None) -> None:
    db.session.flush()
    keep_pictures(post, body.images, reader_of(author))
    follow_by_itself(thread.id, post.author_id)
    recompute(thread)
    if reason:
        outbox.record(PostHeld(thread.id, post.id, reason))
    else:
        announce(thread, post)


def end_closure(thread: Thread, by: User, moment: datetime) -> None:
    """What the clock closed, any post of the asker opens again."""
    closure = db.session.scalar(
        select(Closure).where(Closure.thread_id == thread.id, Closure.reopened_at.is_(None))
    )
    if closure:
        closure.reopened_at, closure.reopened_by_id = moment, by.id

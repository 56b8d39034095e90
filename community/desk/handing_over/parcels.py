"""What leaves with a hand-over: content, link, and of people what the destination may learn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, User
from community.desk.handing_over import destinations
from community.desk.handing_over.models import Destination, HandOver
from community.extensions import db
from community.forum import tagging
from community.forum.models import Category, Post, Thread, post_path
from community.forum.queries import standing
from community.mailer import absolute, link

MOST_POSTS = 100
MOST_CHARACTERS = 400_000  # of text and HTML together; what is older than that is left out


@dataclass(frozen=True)
class Parcel:
    """A hand-over as plain values: nothing of it asks the database while it travels."""

    id: int
    key: str
    attempt: int
    kind: str
    address: str
    secret: str
    destination_id: int
    rests_until: datetime | None
    ended: bool
    data: dict[str, Any]


def pack(hand_over_id: int) -> Parcel | None:
    """None where nothing is to be brought any more: delivered, ended, or out of sight."""
    one = db.session.get(HandOver, hand_over_id)
    if one is None or one.delivered_at or one.ended_at:
        return None
    to = db.session.get_one(Destination, one.destination_id)
    return Parcel(
        one.id,
        one.key,
        one.attempts,
        to.kind,
        to.address,
        destinations.secret(to),
        to.id,
        to.rests_until,
        to.ended_at is not None,
        contents(one, to),
    )


def contents(one: HandOver, to: Destination) -> dict[str, Any]:
    """The `data` of docs/hand-over.md; no posts where nothing of it may be read any more."""
    thread = _thread_row(one.thread_id)
    rows = _post_rows(one.thread_id, one.post_id) if thread.hidden_at is None else []
    posts, left_out = _fitting([_post(row, thread, to.who) for row in rows])
    return {
        "id": one.key,
        "callback": link(f"/hooks/hand-overs/{one.key}"),
        "link": link(post_path(thread.id, thread.slug, posts[0]["number"] if one.post_id else 1))
        if posts
        else link(f"/t/{thread.id}"),
        "note": one.note,
        "handed_over_by": db.session.get_one(User, one.by_id).name,
        "handed_over_at": one.created_at.isoformat(),
        "thread": {
            "id": thread.id,
            "title": thread.title,
            "kind": thread.kind,
            "category": thread.category,
            "tags": tagging.tags_of(thread.id),
            "audience": thread.audience,
            "opened_at": thread.created_at.isoformat(),
            "waiting_since": thread.waiting_since.isoformat() if thread.waiting_since else None,
        },
        "asker": _asker(thread, to.who),
        "posts": posts,
        "posts_left_out": left_out,
    }


def _thread_row(thread_id: int) -> Any:
    asker, firm = aliased(User), aliased(Organisation)
    return db.session.execute(
        select(
            Thread.id,
            Thread.slug,
            Thread.title,
            Thread.kind,
            Thread.audience,
            Thread.created_at,
            Thread.waiting_since,
            Thread.hidden_at,
            Thread.author_id,
            Category.name.label("category"),
            asker.name,
            asker.email,
            asker.closed_at,
            firm.name.label("organisation"),
            firm.external_id,
            firm.tier,
        )
        .join(Category, Category.id == Thread.category_id)
        .join(asker, asker.id == Thread.author_id)
        .outerjoin(firm, firm.id == asker.organisation_id)
        .where(Thread.id == thread_id)
    ).one()


def _post_rows(thread_id: int, post_id: int | None) -> list[Any]:
    """What customers and staff may read, without our internal notes; the opening and the newest."""
    statement = (
        select(
            Post.number,
            Post.author_id,
            Post.badge_role,
            Post.audience,
            Post.source,
            Post.html,
            Post.created_at,
            User.name,
            User.closed_at,
        )
        .join(User, User.id == Post.author_id)
        .where(Post.thread_id == thread_id, Post.audience != "staff", standing())
    )
    if post_id is not None:
        return list(db.session.execute(statement.where(Post.id == post_id)))
    newest = db.session.execute(statement.order_by(Post.number.desc()).limit(MOST_POSTS)).all()
    rows = sorted(newest, key=lambda row: row.number)
    if rows and rows[0].number > 1:
        rows = [*db.session.execute(statement.where(Post.number == 1)), *rows[1:]]
    return rows


def _post(row: Any, thread: Any, who: str) -> dict[str, Any]:
    asker = row.author_id == thread.author_id
    role = "staff" if row.badge_role else "asker" if asker else "customer"
    known = role == "staff" or (who != "nobody" and row.closed_at is None)
    return {
        "number": row.number,
        "role": role,
        "name": row.name if known else None,
        "audience": row.audience,
        "written_at": row.created_at.isoformat(),
        "link": link(post_path(thread.id, thread.slug, row.number)),
        "text": row.source,
        "html": str(absolute(row.html)),
    }


def _fitting(posts: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """The first, then as many of the newest as there is room for."""
    left, kept = MOST_CHARACTERS, []
    for place, post in enumerate([*posts[:1], *reversed(posts[1:])]):
        left -= len(post["text"]) + len(post["html"])
        if left < 0 and place:
            break
        kept.append(post)
    return sorted(kept, key=lambda post: post["number"]), len(posts) - len(kept)


def _asker(thread: Any, who: str) -> dict[str, Any] | None:
    if who == "nobody" or thread.closed_at:
        return None
    asker = {
        "name": thread.name,
        "organisation": thread.organisation,
        "organisation_id": thread.external_id,
        "tier": thread.tier,
    }
    return {**asker, "mail": thread.email} if who == "mail" else asker

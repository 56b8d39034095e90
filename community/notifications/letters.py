"""A delivery with everything its mail says, read at the moment it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum import policy
from community.forum.acts import Reading
from community.forum.models import Post, Thread
from community.news.models import Announcement
from community.notifications import wishes
from community.notifications.kinds import EMAIL, kind_of
from community.notifications.models import Delivery, Notice
from community.notifications.stopping import is_suppressed
from community.status.models import Incident, IncidentUpdate

MOST_A_DAY = 60  # mails to one person


@dataclass
class Letter:
    """Records of one session: `mails.py` makes plain values of them before anything is sent."""

    delivery: Delivery
    notice: Notice
    to: User
    thread: Thread | None
    post: Post | None
    author: User | None
    read_up_to: int | None
    update: IncidentUpdate | None
    incident: Incident | None
    announcement: Announcement | None


def letters_of(delivery_ids: Sequence[int]) -> list[Letter]:
    """One statement."""
    author = aliased(User)
    reading = (Reading.thread_id == Notice.thread_id) & (Reading.user_id == Notice.user_id)
    statement = (
        select(
            Delivery,
            Notice,
            User,
            Thread,
            Post,
            author,
            Reading.number,
            IncidentUpdate,
            Incident,
            Announcement,
        )
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(User, User.id == Delivery.user_id)
        .outerjoin(Thread, Thread.id == Notice.thread_id)
        .outerjoin(Post, Post.id == Notice.post_id)
        .outerjoin(author, author.id == Post.author_id)
        .outerjoin(Reading, reading)
        .outerjoin(IncidentUpdate, IncidentUpdate.id == Notice.incident_update_id)
        .outerjoin(Incident, Incident.id == IncidentUpdate.incident_id)
        .outerjoin(Announcement, Announcement.id == Notice.announcement_id)
        .where(Delivery.id.in_(delivery_ids))
        .order_by(Delivery.id)
    )
    return [_letter(*row) for row in db.session.execute(statement)]


def _letter(*parts: Any) -> Letter:
    return Letter(*parts)


def reason_to_skip(letter: Letter) -> str | None:
    """Why this must not leave after all; the present decides, not what was when it was written."""
    for judge in (
        _about_the_person,
        _about_the_wish,
        _about_reading,
        _about_the_subject,
        _about_the_flood,
    ):
        reason = judge(letter)
        if reason:
            return reason
    return None


def _about_the_person(letter: Letter) -> str | None:
    person = letter.to
    if not person.is_active:
        return "suspended or closed"
    if person.email is None or person.email_confirmed_at is None:
        return "no confirmed address"
    return "address suppressed" if is_suppressed(person.email) else None


def _about_the_wish(letter: Letter) -> str | None:
    kind = kind_of(letter.notice.what).name
    wished = wishes.wishes_of([letter.to.id])
    return None if wishes.wants(wished, letter.to.id, kind, EMAIL) else "not wanted any more"


def _about_reading(letter: Letter) -> str | None:
    number = letter.notice.number
    if letter.notice.read_at or (number is not None and (letter.read_up_to or 0) >= number):
        return "read on the site"
    return None


def _about_the_subject(letter: Letter) -> str | None:
    if letter.thread is not None and not policy.can_read_thread(letter.to, letter.thread):
        return "not to be read any more"
    if letter.post is not None and letter.thread is not None:
        reason = _about_the_post(letter, letter.post, letter.thread)
        if reason:
            return reason
    if letter.announcement is not None and letter.announcement.withdrawn_at:
        return "withdrawn"
    return _about_the_state(letter)


def _about_the_post(letter: Letter, post: Post, thread: Thread) -> str | None:
    unseen = post.hidden_at or post.held_at or thread.hidden_at or thread.held_at
    if unseen and letter.notice.what not in ("held", "danger"):
        return "hidden or held"
    if not policy.can_read_post(letter.to, post, thread):
        return "not to be read any more"
    return None


def _about_the_flood(letter: Letter) -> str | None:
    """Whatever goes wrong elsewhere, nobody's mailbox is filled by us; staff have to work."""
    if letter.to.is_staff:
        return None
    today = select(func.count()).where(
        Delivery.user_id == letter.to.id,
        Delivery.state == "sent",
        Delivery.sent_at > now() - timedelta(days=1),
    )
    return "too many today" if (db.session.scalar(today) or 0) >= MOST_A_DAY else None


def _about_the_state(letter: Letter) -> str | None:
    """What we ask or tell must still be so."""
    thread, what = letter.thread, letter.notice.what
    if thread is None:
        return None
    still_so = {
        "details_awaited": thread.support_state == "needs_info",
        "did_it_help": thread.support_state == "replied",
        "solved_by_staff": thread.support_state == "solved",
        "expired": thread.support_state == "closed",
        "late": thread.waiting_since is not None,
        "due_soon": thread.waiting_since is not None,
        "new_question": thread.first_staff_reply_at is None,
        "accepted": thread.answer_post_id == letter.notice.post_id,
        "answer_refuted": bool(letter.post and letter.post.refuted_at),
        "waits_again": thread.waiting_since is not None,
        "held": bool(thread.held_at or (letter.post and letter.post.held_at)),
    }
    return None if still_so.get(what, True) else "no longer so"

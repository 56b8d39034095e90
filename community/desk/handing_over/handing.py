"""Hand a thread over to a help desk, note how its delivery fares, and let go of it again."""

import secrets
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.exceptions import Conflict

from community import journal, outbox
from community.accounts.models import User
from community.clock import now
from community.desk.events import QueueChanged
from community.desk.handing_over.events import HandedOver, HandOverRetryDue
from community.desk.handing_over.models import WORKED_ON, Destination, HandOver, HandOverStep
from community.extensions import db, hold
from community.forum.models import Post, Thread

#: seconds before the next attempt: a day and an hour in all, over night and a morning
PAUSES = (5, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 16 * 3600)
TELL_AFTER = 4  # failures (some six minutes): then one of us hears, while trying goes on


class AlreadyThere(Conflict):
    """Twice the same would be two tickets there."""

    said = _l("It is in their hands already. See the box beside the thread.")


def hand_over(
    to: Destination, thread: Thread, by: User, note: str, once: str, post: Post | None = None
) -> HandOver:
    """Inside writing(). The same `once` again answers what is there."""
    hold("hand_over", thread.id)
    earlier = db.session.scalar(
        select(HandOver).where(HandOver.by_id == by.id, HandOver.once == once)
    )
    if earlier:
        return earlier
    if to.ended_at or _stands_there(to, thread, post):
        raise AlreadyThere
    made = HandOver(
        key=f"ho_{secrets.token_urlsafe(18)}",
        destination_id=to.id,
        thread_id=thread.id,
        post_id=post.id if post else None,
        by_id=by.id,
        note=note,
        once=once,
        next_try_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    journal.note("hand_over", "thread", thread.id, by.id, destination=to.id)
    outbox.record(HandedOver(made.id))
    outbox.record(QueueChanged(thread.id))
    return made


def _stands_there(to: Destination, thread: Thread, post: Post | None) -> bool:
    same = HandOver.post_id == post.id if post else HandOver.post_id.is_(None)
    found = select(HandOver.id).where(
        HandOver.destination_id == to.id,
        HandOver.thread_id == thread.id,
        HandOver.ended_at.is_(None),
        HandOver.state.in_(WORKED_ON),
        same,
    )
    return db.session.scalar(found.limit(1)) is not None


def note_delivered(one: HandOver, reference: str | None = None, url: str | None = None) -> None:
    """They have it. Inside writing(); twice is once."""
    if one.delivered_at is None:
        one.delivered_at, one.next_try_at = now(), None
        one.attempts += 1
        _add_step(one, "delivered", reference=reference)
    one.failure = None
    one.reference, one.url = reference or one.reference, url or one.url
    if one.attention == "unreachable":
        one.attention = one.attention_at = None
    outbox.record(QueueChanged(one.thread_id))


def note_failure(one: HandOver, why: str, for_good: bool = False) -> None:
    """It did not arrive; when to try again, and whether somebody must hear. Inside writing()."""
    one.attempts += 1
    one.failure = why[:60]
    _add_step(one, "failed", state=one.failure)
    over = for_good or one.attempts > len(PAUSES)
    one.next_try_at = None if over else now() + timedelta(seconds=PAUSES[one.attempts - 1])
    if one.next_try_at:
        outbox.record(HandOverRetryDue(one.id, one.attempts), at=one.next_try_at)
    if (over or one.attempts >= TELL_AFTER) and one.attention is None:
        one.attention, one.attention_at = "unreachable", now()
    outbox.record(QueueChanged(one.thread_id))


def send_again(one: HandOver, by: User) -> None:
    """From the first attempt on, under the same id: who has it already knows it. Inside
    writing()."""
    if one.ended_at or one.delivered_at:
        return
    hold("hand_over", one.thread_id)
    one.attempts, one.next_try_at = 0, now()
    if one.attention == "unreachable":
        one.attention = one.attention_at = None
    _add_step(one, "again", by_id=by.id)
    outbox.record(HandedOver(one.id))
    outbox.record(QueueChanged(one.thread_id))


def end(one: HandOver, by_id: int | None) -> None:
    """Ours again, or told: nobody waits for them any more. Inside writing(); twice is once."""
    if one.ended_at:
        return
    one.ended_at, one.ended_by_id = now(), by_id
    one.next_try_at = None
    _add_step(one, "ended", by_id=by_id)
    journal.note("end_hand_over", "thread", one.thread_id, by_id, hand_over=one.id)
    outbox.record(QueueChanged(one.thread_id))


def end_what_was_told(thread_id: int) -> None:
    """Staff answered the asker: what came back has been passed on. Inside writing()."""
    back = select(HandOver).where(
        HandOver.thread_id == thread_id,
        HandOver.ended_at.is_(None),
        HandOver.attention.in_(("done", "rejected")),
    )
    for one in db.session.scalars(back).all():
        end(one, None)


def _add_step(one: HandOver, what: str, **values: object) -> None:
    db.session.add(HandOverStep(hand_over_id=one.id, what=what, **values))

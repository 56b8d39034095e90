"""Mark what solved a question, and take it back; every mark stays as a row."""

from sqlalchemy import select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.forum import policy
from community.forum.acts import Acceptance
from community.forum.events import AcceptanceWithdrawn, AnswerAccepted, PostChanged
from community.forum.models import Post, Thread
from community.forum.posting import lock
from community.forum.supporting import recompute


def accept(post: Post, by: User) -> None:
    """Mark the post as the answer; accepting another one ends the standing mark."""
    thread = db.session.get_one(Thread, post.thread_id)
    lock(thread)
    role = "asker" if policy.is_asker(by, thread) else "staff"
    standing = standing_acceptance(thread)
    same = standing and standing.post_id == post.id and standing.role == role
    if same and thread.support_state == "solved":
        return
    if standing:
        _end(standing, by)
    db.session.add(
        Acceptance(thread_id=thread.id, post_id=post.id, by_id=by.id, role=role, created_at=now())
    )
    recompute(thread)
    outbox.record(AnswerAccepted(thread.id, post.id, by.id))
    if standing and standing.post_id != post.id:
        outbox.record(PostChanged(thread.id, standing.post_id))


def withdraw(thread: Thread, by: User) -> None:
    """Take the standing mark back; the state becomes what it was without it."""
    lock(thread)
    standing = standing_acceptance(thread)
    if standing is None:
        return
    _end(standing, by)
    recompute(thread)
    outbox.record(AcceptanceWithdrawn(thread.id, standing.post_id, by.id))


def standing_acceptance(thread: Thread) -> Acceptance | None:
    return db.session.scalar(
        select(Acceptance).where(
            Acceptance.thread_id == thread.id, Acceptance.withdrawn_at.is_(None)
        )
    )


def _end(standing: Acceptance, by: User) -> None:
    """Flushes: SQLAlchemy inserts before it updates, and the partial index would refuse."""
    standing.withdrawn_at, standing.withdrawn_by_id = now(), by.id
    db.session.flush()

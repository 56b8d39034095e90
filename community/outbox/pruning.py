"""What every handler is done with is forgotten after a while."""

from datetime import timedelta

from sqlalchemy import delete, exists, select

from community.clock import now
from community.extensions import db, writing
from community.outbox.models import Handling, OutboxEvent

KEPT = timedelta(days=7)  # long enough to see what happened, and to replay it
AT_ONCE = 200  # events a transaction: others must get to write in between


def prune() -> int:
    """Delete old events that are done everywhere; dead and timed ones stay."""
    gone = 0
    while count := _prune_some():
        gone += count
    return gone


def _prune_some() -> int:
    edge = now() - KEPT
    open_or_young = exists().where(
        Handling.event_id == OutboxEvent.id,
        (Handling.state != "done") | (Handling.done_at > edge),
    )
    old = (
        select(OutboxEvent.id)
        .where(OutboxEvent.created_at < edge, ~open_or_young)
        .order_by(OutboxEvent.id)
        .limit(AT_ONCE)
    )
    ids = list(db.session.scalars(old))
    db.session.rollback()
    if ids:
        with writing():
            db.session.execute(delete(OutboxEvent).where(OutboxEvent.id.in_(ids)))
    return len(ids)

"""Notices do not pile up for ever: read ones go after three months, all after a year."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import and_, delete, or_, select

from community import outbox
from community.clock import now
from community.extensions import db, writing
from community.notifications.events import ForgettingDue
from community.notifications.models import Notice
from community.outbox.models import IS_WAITING, Handling

KEPT_READ = timedelta(days=90)
KEPT = timedelta(days=365)
AT_ONCE = 500  # rows a transaction: others must get to write in between
PAUSE, DAY = timedelta(seconds=1), timedelta(days=1)
LANE = "notifications.forgetting.forget_old_notices"


@outbox.on(ForgettingDue)
def forget_old_notices(event: ForgettingDue) -> None:
    """And with them their deliveries: the mail log. Calls itself again the next day."""
    moment = now()
    over = or_(
        Notice.created_at < moment - KEPT,
        and_(Notice.created_at < moment - KEPT_READ, Notice.read_at.is_not(None)),
    )
    ids = list(db.session.scalars(select(Notice.id).where(over).limit(AT_ONCE)))
    if ids:
        db.session.execute(delete(Notice).where(Notice.id.in_(ids)))
    outbox.record(event, at=moment + (PAUSE if len(ids) == AT_ONCE else DAY))


def begin(app: Flask) -> None:
    """The first call, when a worker starts and none is waiting."""
    with app.app_context():
        waiting = select(Handling.id).where(IS_WAITING, Handling.lane == LANE).limit(1)
        if db.session.scalar(waiting) is None:
            with writing():
                outbox.record(ForgettingDue())

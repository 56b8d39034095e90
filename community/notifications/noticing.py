"""Write what people should hear: one notice a person and event, one delivery a channel."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.extensions import db, is_sqlite
from community.notifications.channels.in_app import ring
from community.notifications.events import BroadcastDue, DeliveryDue, NoticesAdded
from community.notifications.kinds import BUNDLE_WINDOW, EMAIL, IN_APP, kind_of
from community.notifications.models import Delivery, Notice
from community.notifications.recipients import Recipients
from community.notifications.wishes import wants, wishes_of


def notify(recipients: Recipients, key: str, **about: Any) -> None:
    """Inside writing(); safe to repeat, since a person has one notice a key."""
    if not recipients:
        return
    wished = wishes_of(recipients)
    reachable = _with_address(recipients)
    moment = now()
    rows, mailed = [], set()
    for user_id, what in recipients.items():
        kind = kind_of(what).name
        in_app = wants(wished, user_id, kind, IN_APP)
        by_mail = user_id in reachable and wants(wished, user_id, kind, EMAIL)
        if by_mail:
            mailed.add(user_id)
        if in_app or by_mail:
            values = {"user_id": user_id, "key": key, "what": what, "in_app": in_app}
            rows.append({**values, "created_at": moment, **about})
    made = _insert_once(rows)
    if made:
        outbox.record(NoticesAdded(key, min(made), max(made)))
        ring({user_id for user_id, _what in made.values()})
    by_mail_now = {n: row for n, row in made.items() if row[0] in mailed}
    for what in {what for _user, what in by_mail_now.values()}:
        _deliver_by_mail({n: u for n, (u, w) in by_mail_now.items() if w == what}, what, moment)


def _insert_once(rows: list[dict[str, Any]]) -> dict[int, tuple[int, str]]:
    """The ids of the new ones, with person and what."""
    if not rows:
        return {}
    insert_or_skip: Any = sqlite.insert if is_sqlite() else postgresql.insert
    statement = (
        insert_or_skip(Notice)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["user_id", "key"])
        .returning(Notice.id, Notice.user_id, Notice.what)
    )
    return {row.id: (row.user_id, row.what) for row in db.session.execute(statement)}


def _deliver_by_mail(notices: dict[int, int], what: str, moment: datetime) -> None:
    """Notices of one sort, with the person of each."""
    kind = kind_of(what)
    due = moment + BUNDLE_WINDOW if kind.bundled else moment
    shared = {"channel": EMAIL, "bundled": kind.bundled, "due_at": due, "created_at": moment}
    rows = [
        {"notice_id": notice_id, "user_id": user_id, "state": "waiting", "attempts": 0, **shared}
        for notice_id, user_id in notices.items()
    ]
    ids = db.session.scalars(insert(Delivery).returning(Delivery.id), rows).all()
    event = BroadcastDue if kind.broadcast else DeliveryDue
    outbox.record_all([event(delivery_id) for delivery_id in sorted(ids)], at=due)


def _with_address(recipients: Recipients) -> set[int]:
    return set(
        db.session.scalars(
            select(User.id).where(
                User.id.in_(list(recipients)),
                User.email.is_not(None),
                User.email_confirmed_at.is_not(None),
            )
        )
    )

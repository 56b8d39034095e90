"""The bell in the header: its number on the page, and the pushes that keep it right."""

from typing import Any

from flask import render_template, request
from flask_babel import force_locale
from sqlalchemy import select

from community import offload, outbox
from community.accounts.models import User
from community.accounts.readers import Reader, reader_of
from community.extensions import db
from community.guards import me
from community.notifications.channels import in_app
from community.notifications.events import NoticesAdded
from community.notifications.models import Notice
from community.realtime import catching_up, pushing


def feed(subject: Any) -> dict[str, Any] | None:
    user = me()
    if user is None:
        return None
    count = in_app.unread_count if request.blueprint == "notices" else in_app.remembered_count
    return {"count": count(reader_of(user))}


def missed(reader: Reader) -> dict[str, Any]:
    """What a page shows on its bell after its connection was cut."""
    return {} if reader.is_visitor else {"notices": in_app.unread_count(reader)}


@outbox.on(NoticesAdded, writes=False)
def ring_the_bells(event: NoticesAdded) -> None:
    """Hints to open pages: number and sentence. Whoever is not there sees it later."""
    rows = db.session.execute(
        select(Notice.id, User)
        .join(User, User.id == Notice.user_id)
        .where(Notice.key == event.key, Notice.id.between(event.first_id, event.last_id))
        .where(Notice.in_app)
    ).all()
    for notice_id, user in rows:
        _ring(notice_id, user)
        offload.breathe()  # many bells must not hold up pages


def _ring(notice_id: int, user: User) -> None:
    reader = reader_of(user)
    row = db.session.execute(in_app.rows_for(reader).where(Notice.id == notice_id)).first()
    if row is None:
        return
    with force_locale(user.language or "en"):
        path = in_app.path_of(row)
        html = render_template("notifications/_notice.html", row=row, path=path)
    message = {"id": notice_id, "count": in_app.unread_count(reader), "html": html}
    pushing.to_person(user.id, "notice", pushing.light(message))


catching_up.sources.append(missed)

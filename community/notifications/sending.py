"""Handlers that let mails leave. They run in no transaction: a mail server may take its time."""

import contextlib
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _

from community import mailer, outbox
from community.clock import now
from community.desk import duties
from community.desk.events import DangerReported
from community.extensions import db
from community.forum import asking_first
from community.forum.acts import UnconfirmedQuestion
from community.forum.events import QuestionWaits
from community.forum.models import Post, Thread, post_path
from community.forum.waiting import zone_of
from community.notifications import stopping
from community.notifications.channels import email
from community.notifications.events import BroadcastDue, DeliveryDue


@outbox.on(DeliveryDue, writes=False)
def send_mail(event: DeliveryDue) -> None:
    email.deliver(event.delivery_id)


@outbox.on(BroadcastDue, writes=False)
def send_broadcast(event: BroadcastDue) -> None:
    email.deliver(event.delivery_id)


@outbox.on(DangerReported, writes=False)
def tell_the_owner(event: DangerReported) -> None:
    """Where nobody is on call, the owner hears what they would hear."""
    to = current_app.config["SETTINGS"].owner_email
    thread, post = db.session.get(Thread, event.thread_id), db.session.get(Post, event.post_id)
    if not to or duties.on_call() or thread is None or post is None or stopping.is_suppressed(to):
        return
    values = {
        "title": thread.title,
        "excerpt": post.excerpt,
        "url": mailer.link(post_path(thread.id, thread.slug, post.number)),
        "why": _("You get this because you are the owner and nobody is on call."),
    }
    message_id = mailer.message_id(f"danger-{post.id}", to)
    db.session.rollback()
    with contextlib.suppress(mailer.MailRefused):
        mailer.send(to, "notifications/mail/danger", message_id, **values)


@outbox.on(QuestionWaits, writes=False)
def ask_to_confirm(event: QuestionWaits) -> None:
    """Write first, sign in last: the link in this mail publishes. Its key is made from the row."""
    row = db.session.get(UnconfirmedQuestion, event.unconfirmed_id)
    if row is None or row.published_thread_id or row.expires_at <= now():
        return
    if stopping.is_suppressed(row.email):
        return
    to, message_id = row.email, mailer.message_id(f"question-{row.id}", row.email)
    values: dict[str, Any] = {
        "title": row.title,
        "source": row.source,
        "until": row.expires_at,
        "zone": zone_of(None),
        "confirm_url": mailer.link(f"/ask/confirm/{asking_first.key_of(row)}"),
    }
    db.session.rollback()
    try:
        mailer.send(
            to,
            "notifications/mail/confirm_question",
            message_id,
            unsubscribe_url=mailer.link(stopping.path_for_address(to)),
            **values,
        )
    except mailer.MailRefused:
        pass  # nobody to tell: the page says that the mail may have gone to a wrong address

"""Handlers that let mails leave. They run in no transaction: a mail server may take its time."""

import contextlib
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from community import mailer, outbox
from community.accounts.models import User
from community.clock import now
from community.desk import duties
from community.desk.customers_first.models import CustomersFirst
from community.desk.events import (
    CommitmentWithdrawn,
    CustomersFirstEnded,
    DangerReported,
    FollowUpPromiseWithdrawn,
)
from community.desk.follow_up_promises import FollowUpPromise
from community.desk.models import Target
from community.desk.suspecting.events import OutageSuspected
from community.desk.suspecting.models import SuspectedOutage
from community.extensions import db
from community.forum import asking_first
from community.forum.acts import UnconfirmedQuestion
from community.forum.events import QuestionWaits
from community.forum.models import Category, Post, Thread, post_path
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


@outbox.on(OutageSuspected, writes=False)
def tell_the_owner_of_an_outage(event: OutageSuspected) -> None:
    to = current_app.config["SETTINGS"].owner_email
    if not to or duties.on_call() or stopping.is_suppressed(to):
        return
    suspicion = db.session.get_one(SuspectedOutage, event.suspected_outage_id)
    values = {
        "title": suspicion.words,
        "url": mailer.link(f"/queue/suspected/{event.suspected_outage_id}"),
        "why": _("You get this because you are the owner and nobody is on call."),
    }
    message_id = mailer.message_id(f"suspected-{event.suspected_outage_id}", to)
    db.session.rollback()
    with contextlib.suppress(mailer.MailRefused):
        mailer.send(to, "notifications/mail/suspected", message_id, **values)


@outbox.on(CommitmentWithdrawn, writes=False)
def tell_the_leads(event: CommitmentWithdrawn) -> None:
    """What customers were promised is promised no more, and why."""
    target = db.session.get(Target, event.target_id)
    if target is None or target.promised_at:
        return
    _tell_of_a_promise(f"promise-{target.id}", target, is_follow_up=False)


@outbox.on(FollowUpPromiseWithdrawn, writes=False)
def tell_the_leads_of_follow_ups(event: FollowUpPromiseWithdrawn) -> None:
    row = db.session.get(FollowUpPromise, event.target_id)
    if row is not None and row.promised_at is None:
        _tell_of_a_promise(f"follow-up-promise-{row.target_id}", row, is_follow_up=True)


def _tell_of_a_promise(name: str, record: Target | FollowUpPromise, is_follow_up: bool) -> None:
    values = {
        "kept": record.kept,
        "measured": record.measured,
        "is_follow_up": is_follow_up,
        "url": mailer.link("/queue/targets"),
        "why": _("You get this because you lead the desk."),
    }
    _mail_the_leads("promise_withdrawn", f"{name}-{record.measured}-{record.kept}", values)


@outbox.on(CustomersFirstEnded, writes=False)
def tell_the_leads_that_it_is_ours(event: CustomersFirstEnded) -> None:
    """Questions of a category are not left to customers any more, and why."""
    row = db.session.get(CustomersFirst, event.category_id)
    category = db.session.get(Category, event.category_id)
    if row is None or category is None or row.on_since:
        return
    values = {
        "category": category.name,
        "asked": row.asked,
        "solved": row.by_customers,
        "url": mailer.link("/queue/customers-first"),
        "why": _("You get this because you lead the desk."),
    }
    message = f"customers-first-{row.category_id}-{row.asked}-{row.by_customers}"
    _mail_the_leads("customers_first_ended", message, values)


def _mail_the_leads(what: str, message: str, values: dict[str, Any]) -> None:
    found = select(User.email, User.language).where(
        User.id.in_(duties.leads()), User.email_confirmed_at.is_not(None)
    )
    people = [(mail, language) for mail, language in db.session.execute(found) if mail]
    db.session.rollback()
    for to, language in people:
        if not stopping.is_suppressed(to):
            with contextlib.suppress(mailer.MailRefused):
                message_id = mailer.message_id(message, to)
                folder = f"notifications/mail/{what}"
                mailer.send(to, folder, message_id, language=language, **values)


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

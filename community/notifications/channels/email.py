"""Mail: a delivery is marked before it leaves and after, so that a kill costs at most one more."""

from datetime import timedelta

from sqlalchemy import select, update

from community import mailer, outbox
from community.clock import now
from community.desk import hearing
from community.extensions import db, writing
from community.notifications.kinds import EMAIL
from community.notifications.letters import Letter, letters_of, reason_to_skip
from community.notifications.mails import Mail, mail_of, message_id_of
from community.notifications.models import Delivery, Notice
from community.notifications.stopping import suppress

LEASE = timedelta(seconds=60)  # a mail server that answers at all has answered by then
MOST_IN_ONE = 30  # posts in one mail; the rest follows in the next one


def deliver(delivery_id: int) -> None:
    """Take it, look whether it should still leave, send it, note that it was sent."""
    ids = take(delivery_id)
    if not ids:
        return
    mail, left, skipped = prepare(ids)
    if skipped:
        _note_skipped(skipped)
    if mail is None:
        return
    try:
        mail.send()
    except mailer.MailError as error:
        _note_failure(left, mail, error)
        return
    _note_sent(left, mail)


def take(delivery_id: int) -> list[int]:
    """Mark it as being sent, and with it what waits to go out in the same mail."""
    with writing():
        delivery = db.session.get(Delivery, delivery_id, with_for_update=True)
        if delivery is None or delivery.state not in ("waiting", "sending"):
            return []
        if delivery.state == "sending" and delivery.leased_until:
            if delivery.leased_until > now():
                raise outbox.Later(delivery.leased_until)
            together = _same_mail(delivery)
        else:
            together = _waiting_with(delivery)
        for one in together:
            one.state, one.leased_until = "sending", now() + LEASE
            one.bundle_id = together[0].id
            one.attempts += 1
        return [one.id for one in together]


def _same_mail(delivery: Delivery) -> list[Delivery]:
    """A process died over it: the same ones go out again, under the same Message-ID."""
    same = (Delivery.bundle_id == delivery.bundle_id, Delivery.state == "sending")
    return list(db.session.scalars(select(Delivery).where(*same).order_by(Delivery.id)))


def _waiting_with(delivery: Delivery) -> list[Delivery]:
    if not delivery.bundled:
        return [delivery]
    waiting = (
        Delivery.user_id == delivery.user_id,
        Delivery.state == "waiting",
        Delivery.channel == EMAIL,
        Delivery.bundled,
    )
    statement = select(Delivery).where(*waiting).order_by(Delivery.id).limit(MOST_IN_ONE)
    return list(db.session.scalars(statement.with_for_update(skip_locked=True)))


def prepare(ids: list[int]) -> tuple[Mail | None, list[int], dict[int, str]]:
    """The mail as plain values, whose deliveries are in it, and which are skipped and why."""
    going: list[Letter] = []
    skipped: dict[int, str] = {}
    for letter in letters_of(ids):
        reason = reason_to_skip(letter)
        if reason:
            skipped[letter.delivery.id] = reason
        else:
            going.append(letter)
    mail = mail_of(going, message_id_of(going[0])) if going else None
    left = [letter.delivery.id for letter in going]
    db.session.rollback()
    return mail, left, skipped


def _note_skipped(skipped: dict[int, str]) -> None:
    with writing():
        for delivery_id, reason in skipped.items():
            _set([delivery_id], state="skipped", reason=reason)


def _note_sent(ids: list[int], mail: Mail) -> None:
    with writing():
        _set(ids, state="sent", sent_at=now(), message_id=mail.message_id, reason=None)
        if mail.what == "late":
            _note_who_was_told(ids)


def _note_who_was_told(ids: list[int]) -> None:
    """What the asker may read of it ("the team lead was told") rests on a mail that left."""
    told = select(Notice.thread_id, Notice.user_id).join(Delivery).where(Delivery.id.in_(ids))
    for thread_id, user_id in db.session.execute(told).all():
        if thread_id is not None:
            hearing.note_lead_told(thread_id, user_id)


def _note_failure(ids: list[int], mail: Mail, error: mailer.MailError) -> None:
    """What may work later is tried again by the outbox, with its growing pauses."""
    with writing():
        state = "failed" if error.permanent else "waiting"
        _set(ids, state=state, reason=str(error)[:300])
        if getattr(error, "bad_address", False):
            suppress(mail.to, "refused", str(error))
    if not error.permanent:
        raise error


def _set(ids: list[int], **values: object) -> None:
    statement = update(Delivery).where(Delivery.id.in_(ids), Delivery.state == "sending")
    db.session.execute(statement.values(leased_until=None, **values))

"""How a hand-over travels: one function a kind, all with one contract.

An adapter gets a Parcel and answers what was said back at once (a Word, or None). It raises
NotDelivered. It runs in the outbox's lane, outside any transaction, and may run twice for one
hand-over: the key is the same each time.
"""

import json
from collections.abc import Callable
from datetime import timedelta

from community import mailer
from community.calling_out import CallFailed, call
from community.clock import now
from community.desk.handing_over.hearing_back import NotUnderstood, Word, read
from community.desk.handing_over.parcels import Parcel
from community.signing import signed_headers

REST = timedelta(minutes=1)  # of a destination that let us wait: others go first


class NotDelivered(Exception):
    """`why`: a word for parcels.say_failure; `for_good`: trying again is of no use; `rest`: it
    cost us the whole time limit."""

    def __init__(self, why: str, for_good: bool = False, rest: bool = False) -> None:
        super().__init__(why)
        self.why, self.for_good, self.rest = why, for_good, rest


def by_webhook(parcel: Parcel) -> Word | None:
    """A signed POST; see docs/hand-over.md."""
    said = {"type": "hand_over.created", "timestamp": now().isoformat(), "data": parcel.data}
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = signed_headers(parcel.secret, parcel.key, body)
    try:
        answer = call(parcel.address, body, {"Content-Type": "application/json", **headers})
    except CallFailed as failed:
        raise NotDelivered(failed.why, rest=failed.why == "too_slow") from failed
    if not answer.is_good:
        raise NotDelivered(str(answer.status), for_good=answer.status == 410)
    try:
        return read(answer.json())
    except NotUnderstood:  # most say just "ok"
        return None


def by_mail(parcel: Parcel) -> Word | None:
    """Content and link; an answer to the mail goes to whom MAIL_FROM names."""
    mark = mailer.message_id(f"hand-over-{parcel.id}", parcel.key)
    try:
        values = {**parcel.data, "data_link": parcel.data["link"]}
        del values["link"]  # in mails that is a function
        mailer.send(parcel.address, "desk/mail/handed_over", mark, **values)
    except mailer.MailError as failed:
        raise NotDelivered("mail", for_good=failed.permanent) from failed
    return None


ADAPTERS: dict[str, Callable[[Parcel], Word | None]] = {"webhook": by_webhook, "mail": by_mail}

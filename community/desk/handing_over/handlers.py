"""Hand-overs leave after the commit, in a lane of their own; answers to askers end them."""

from community import outbox
from community.clock import now
from community.desk.handing_over import handing
from community.desk.handing_over.adapters import ADAPTERS, REST, NotDelivered
from community.desk.handing_over.events import HandedOver, HandOverRetryDue
from community.desk.handing_over.hearing_back import Word
from community.desk.handing_over.models import Destination, HandOver
from community.desk.handing_over.parcels import Parcel, pack
from community.extensions import db, writing
from community.forum.events import PostAdded
from community.forum.models import Post


@outbox.on(HandedOver, HandOverRetryDue, writes=False)
def deliver(event: HandedOver | HandOverRetryDue) -> None:
    """Nothing of the database is held while the other side makes up its mind."""
    parcel = pack(event.hand_over_id)
    db.session.rollback()
    if parcel is None or parcel.attempt != event.attempt:
        return
    if not parcel.data["posts"]:
        _finish(parcel, NotDelivered("gone", for_good=True))
        return
    if parcel.ended:
        _finish(parcel, NotDelivered("ended", for_good=True))
        return
    if parcel.rests_until and parcel.rests_until > now():
        raise outbox.Later(parcel.rests_until)
    try:
        outcome: Word | NotDelivered | None = ADAPTERS[parcel.kind](parcel)
    except NotDelivered as failed:
        outcome = failed
    _finish(parcel, outcome)


def _finish(parcel: Parcel, outcome: Word | NotDelivered | None) -> None:
    with writing():
        one = db.session.get_one(HandOver, parcel.id)
        if isinstance(outcome, NotDelivered):
            handing.note_failure(one, outcome.why, outcome.for_good)
            if outcome.rest:
                to = db.session.get_one(Destination, parcel.destination_id)
                to.rests_until = now() + REST
        else:
            word = outcome or Word()
            handing.note_delivered(one, word.reference, word.url)


@outbox.on(PostAdded)
def end_what_was_told(event: PostAdded) -> None:
    post = db.session.get(Post, event.post_id)
    if post and post.by_team and post.audience != "staff" and post.intent != "first_word":
        handing.end_what_was_told(event.thread_id)

"""What the queue adds to the query language, and its tabs as searches in it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, select

from community.accounts.models import User
from community.accounts.readers import Reader
from community.clock import now
from community.desk.bands import BACKLOG, Edges
from community.desk.customers_first.leaving import left
from community.desk.groups.reading import by_handle
from community.desk.mine import concerns
from community.desk.models import Claim, DeskClock
from community.desk.queue import claimed, in_queue
from community.desk.snoozing import rests
from community.desk.timing import SOON
from community.desk.together_models import Assignment
from community.extensions import db
from community.forum.models import Thread
from community.forum.naming import slug_of
from community.search.language import Filter, Narrowing, NotUnderstood, add_filter

#: each tab as the search that finds the same
SAVED = {
    "open": "is:queued -is:backlog",
    "mine": "is:queued for:me",
    "late": "is:late -is:backlog",
    "customers": "is:customers_first",
    "backlog": "is:backlog",
}


def init_app() -> None:
    """Teach the language what waits, what is late and who is on it."""
    states = {
        "queued": (_waits, _l("Waits for us now.")),
        "late": (_late, _l("Waits for us, past the time we aimed for.")),
        "customers_first": (_left, _l("Left to customers first, until the time it says.")),
        "backlog": (_backlog, _l("Late by more than three covered days.")),
        "claimed": (_claimed, _l("Somebody of us is working on it.")),
        "resting": (_resting, _l("Somebody of us put it off for a while.")),
    }
    for value, (narrow, about) in states.items():
        add_filter(Filter("is", narrow, value=value, for_staff=True, about=about))
    by = _l("This colleague is working on it.")
    add_filter(
        Filter(
            "claimed",
            _claimed_by,
            for_staff=True,
            about=by,
            examples=lambda reader: ("me",),
            one_of="claim",
        )
    )
    about = _l("Claimed by, given to, promised by or an answer to this colleague; or for a group.")
    add_filter(Filter("for", _for, for_staff=True, about=about, examples=lambda reader: ("me",)))


def _among_clocks(*conditions: ColumnElement[bool]) -> Narrowing:
    there = Thread.id == DeskClock.thread_id
    waiting = select(DeskClock.thread_id).join(Thread, there)
    waiting = waiting.where(in_queue(now()), *conditions)
    return Narrowing(Thread.id.in_(waiting.correlate(None)))


def _waits(value: str, reader: Reader) -> Narrowing:
    return _among_clocks(~left(now(), now() + SOON))


def _left(value: str, reader: Reader) -> Narrowing:
    return _among_clocks(left(now(), now() + SOON))


def _late(value: str, reader: Reader) -> Narrowing:
    return _among_clocks(DeskClock.due_at < now())


def _backlog(value: str, reader: Reader) -> Narrowing:
    edges = Edges.here(now())
    return _among_clocks(edges.band() == BACKLOG)


def _resting(value: str, reader: Reader) -> Narrowing:
    put_off = select(DeskClock.thread_id).where(rests(now()))
    return Narrowing(Thread.id.in_(put_off.correlate(None)))


def _claimed(value: str, reader: Reader, *by: ColumnElement[bool]) -> Narrowing:
    standing = select(Claim.thread_id).where(claimed(now()), *by)
    return Narrowing(Thread.id.in_(standing.correlate(None)))


def _claimed_by(value: str, reader: Reader) -> Narrowing:
    return _claimed(value, reader, Claim.by_id == _person(value, reader))


def _for(value: str, reader: Reader) -> Narrowing:
    standing = and_(Claim.thread_id == DeskClock.thread_id, claimed(now()))
    given = and_(Assignment.thread_id == DeskClock.thread_id, Assignment.ended_at.is_(None))
    theirs = (
        select(DeskClock.thread_id)
        .outerjoin(Claim, standing)
        .outerjoin(Assignment, given)
        .where(_meant_for(value, reader))
    )
    return Narrowing(Thread.id.in_(theirs.correlate(None)))


def _meant_for(value: str, reader: Reader) -> ColumnElement[bool]:
    """A group by its name, `me`, or a colleague; with @ always a person."""
    group = None if value.startswith("@") else by_handle(slug_of(value))
    if group:
        return Assignment.group_id == group.id
    return concerns(_person(value, reader))


def _person(value: str, reader: Reader) -> int:
    name = value.removeprefix("@").lower()
    if name == "me" and reader.user_id is not None:
        return reader.user_id
    found = db.session.scalar(select(User.id).where(func.lower(User.username) == name))
    if found is None:
        raise NotUnderstood(_("There is nobody called “%(name)s” here.", name=value), ("me",))
    return found

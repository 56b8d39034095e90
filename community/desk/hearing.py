"""Who must hear of a deadline: whoever is on it, else who it is meant for, else who looks after
its category, else all of us; the leads too when it is late."""

from sqlalchemy import ColumnElement, select

from community import outbox
from community.accounts.models import User
from community.clock import now
from community.desk import duties
from community.desk.events import QuestionDueSoon, QuestionLate, QueueChanged
from community.desk.groups import reading
from community.desk.models import QUESTION, Claim, DeskClock
from community.desk.rota import reading as rota
from community.desk.together_models import Assignment
from community.extensions import db
from community.forum.models import Thread


def those_on_it(thread_id: int) -> list[int]:
    """Who works on it, else the colleague it was given to, else who promised a next word, else the
    group it was given to, else the groups that look after its category; nobody: all of us."""
    by_id = claimant(thread_id)
    if by_id:
        return [by_id]
    given = db.session.execute(
        select(Assignment.to_id, Assignment.group_id).where(
            Assignment.thread_id == thread_id, Assignment.ended_at.is_(None)
        )
    ).first()
    if given and given.to_id:
        return _whom_it_was_given_to(given.to_id, thread_id)
    promised_by = db.session.scalar(
        select(DeskClock.spoken_by_id).where(
            DeskClock.thread_id == thread_id, DeskClock.target == "next_word"
        )
    )
    if promised_by:
        return _who_can_act(User.id == promised_by)
    return _groups_on_duty(thread_id, given.group_id if given else None)


def _whom_it_was_given_to(user_id: int, thread_id: int) -> list[int]:
    """While the rota has them off duty, who works now hears as well."""
    theirs, working = _who_can_act(User.id == user_id), rota.on_duty()
    if not theirs or not working or user_id in working:
        return theirs
    return sorted({*theirs, *(_groups_on_duty(thread_id, None) or working)})


def _groups_on_duty(thread_id: int, group_id: int | None) -> list[int]:
    groups = [group_id] if group_id else _looking_after(thread_id)
    members = {person.id for number in groups for person in reading.members(number)}
    return rota.preferred(sorted(members))


def leads_for(thread_id: int) -> list[int]:
    """Who leads the desk, and the group that has it."""
    group_id = db.session.scalar(
        select(Assignment.group_id).where(
            Assignment.thread_id == thread_id, Assignment.ended_at.is_(None)
        )
    )
    ours = rota.preferred(duties.leads())
    return sorted({*ours, *rota.preferred(reading.leads_of(group_id) if group_id else [])})


def _looking_after(thread_id: int) -> list[int]:
    category_id = db.session.scalar(select(Thread.category_id).where(Thread.id == thread_id))
    return reading.looking_after(category_id) if category_id else []


def _who_can_act(who: ColumnElement[bool]) -> list[int]:
    people = db.session.scalars(select(User).where(who, User.closed_at.is_(None)))
    return [person.id for person in people if person.is_staff and person.is_active]


def claimant(thread_id: int) -> int | None:
    """Who works on it right now."""
    return db.session.scalar(
        select(Claim.by_id).where(
            Claim.thread_id == thread_id,
            Claim.kind == QUESTION,
            Claim.released_at.is_(None),
            Claim.until > now(),
        )
    )


def tell_the_others(thread_id: int) -> None:
    """Nobody is on it any more: who was spared the deadline hears now. Inside writing()."""
    clock = db.session.get(DeskClock, thread_id)
    if clock is None:
        return
    if clock.late_told_at:
        outbox.record(QuestionLate(thread_id))
    elif clock.soon_told_at:
        outbox.record(QuestionDueSoon(thread_id))


def note_lead_told(thread_id: int, user_id: int) -> None:
    """A word about the lateness has left for this person: if they lead, the asker may know.
    Inside writing()."""
    clock = db.session.get(DeskClock, thread_id)
    if clock is None or clock.lead_told_at or not clock.late_told_at:
        return
    if duties.holds(user_id, "lead"):
        clock.lead_told_at = now()
        outbox.record(QueueChanged(thread_id))

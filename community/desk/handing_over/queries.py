"""Which hand-overs: those somebody works on, those that call for us, the one a list names."""

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select

from community.desk.handing_over.models import WORKED_ON, Destination, HandOver
from community.forum.models import Thread


def is_worked_on(thread_id: int) -> ColumnElement[bool]:
    """Whether a help desk has this thread and is not done with it."""
    return exists().where(
        HandOver.thread_id == thread_id,
        HandOver.ended_at.is_(None),
        HandOver.delivered_at.is_not(None),
        HandOver.state.in_(WORKED_ON),
    )


def calls_for_us() -> ColumnElement[bool]:
    """Condition over HandOver and Thread: one of us must look, and somebody still waits."""
    still = or_(Thread.support_state.is_(None), Thread.support_state.not_in(("solved", "closed")))
    # in the words of the partial index, for SQLite
    return and_(
        HandOver.attention.is_not(None),
        HandOver.ended_at.is_(None),
        Thread.hidden_at.is_(None),
        still,
    )


def with_whom() -> ScalarSelect[str]:
    """Over Thread: who has it now, as "in_progress SUP-123", for the lists of staff."""
    name = func.coalesce(HandOver.reference, Destination.name)
    return (
        select(HandOver.state + " " + name)
        .join(Destination, Destination.id == HandOver.destination_id)
        .where(
            HandOver.thread_id == Thread.id,
            HandOver.ended_at.is_(None),
            HandOver.delivered_at.is_not(None),
        )
        .order_by(HandOver.id.desc())
        .limit(1)
        .correlate(Thread)
        .scalar_subquery()
    )

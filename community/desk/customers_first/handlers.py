"""Nightly figures, and incidents that begin while questions are left to customers."""

from sqlalchemy import select

from community import offload, outbox
from community.clock import now
from community.desk.customers_first import leaving, reckoning, switching
from community.desk.events import MeasuringDue, QueueChanged
from community.desk.measuring import WINDOW
from community.desk.models import DeskClock
from community.extensions import db, writing
from community.status.events import IncidentOpened, IncidentUpdated


@outbox.on(MeasuringDue, writes=False)
def measure_customers(event: MeasuringDue) -> None:
    """Reckon outside of any transaction, write in a short one."""
    moment = now()
    questions = reckoning.questions_since(moment - WINDOW)
    db.session.rollback()
    found = offload.call(reckoning.figures, questions, moment)
    with writing():
        switching.keep(found)


@outbox.on(IncidentOpened, IncidentUpdated)
def take_over_known_problems(event: IncidentOpened | IncidentUpdated) -> None:
    """Customers cannot mend an outage: what it explains is ours at once."""
    waiting = select(DeskClock.thread_id).where(DeskClock.customers_until > now())
    for thread_id in list(db.session.scalars(waiting)):
        if leaving.note(thread_id):
            outbox.record(QueueChanged(thread_id))

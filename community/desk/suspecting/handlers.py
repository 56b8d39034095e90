"""What people do becomes reports; each report is looked at in the light of those before it."""

from community import outbox
from community.desk.suspecting import deciding, reporting, watching
from community.desk.suspecting.events import SuspicionGrowsOld, TroubleReported
from community.desk.suspecting.models import SuspectedOutage
from community.extensions import db
from community.forum.events import PostChanged, ThreadOpened
from community.forum.models import Thread
from community.search.events import SearchesNoted
from community.status import queries
from community.status.events import IncidentOpened
from community.status.models import Incident


@outbox.on(ThreadOpened)
def note_a_question(event: ThreadOpened) -> None:
    thread = db.session.get(Thread, event.thread_id)
    if thread:
        reporting.report_question(thread)


@outbox.on(PostChanged)
def note_votes(event: PostChanged) -> None:
    thread = db.session.get(Thread, event.thread_id)
    if thread and thread.me_too:
        reporting.report_votes(thread)


@outbox.on(SearchesNoted)
def note_searches(event: SearchesNoted) -> None:
    reporting.report_searches()


@outbox.on(TroubleReported)
def watch(event: TroubleReported) -> None:
    watching.look(event.report_id)


@outbox.on(IncidentOpened)
def close_what_it_explains(event: IncidentOpened) -> None:
    """Whoever opens the incident need not say it twice."""
    incident = db.session.scalar(queries.whole().where(Incident.id == event.incident_id))
    if incident and not incident.is_over:
        deciding.confirm_explained(incident)


@outbox.on(SuspicionGrowsOld)
def let_rest(event: SuspicionGrowsOld) -> None:
    suspicion = db.session.get(SuspectedOutage, event.suspected_outage_id)
    if suspicion:
        deciding.let_rest(suspicion)

"""Reports go once they are too old to say what is usual."""

from sqlalchemy import delete, select

from community import outbox
from community.clock import now
from community.desk.suspecting.bursts import HISTORY, WINDOW
from community.desk.suspecting.models import SuspicionEvidence, TroubleReport, TroubleTerm
from community.extensions import db
from community.search.events import SearchLogAged

AT_ONCE = 500  # others must get to write in between


@outbox.on(SearchLogAged)
def forget_old_reports(event: SearchLogAged) -> None:
    old = select(TroubleReport.id).where(TroubleReport.at < now() - HISTORY - WINDOW)
    ids = list(db.session.scalars(old.order_by(TroubleReport.at).limit(AT_ONCE)))
    for table in (SuspicionEvidence, TroubleTerm):
        db.session.execute(delete(table).where(table.report_id.in_(ids)))
    db.session.execute(delete(TroubleReport).where(TroubleReport.id.in_(ids)))

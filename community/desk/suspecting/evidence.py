"""What a suspicion rests on, as staff read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from community.accounts.readers import Reader
from community.desk.suspecting.models import SuspectedOutage, SuspicionEvidence, TroubleReport
from community.extensions import db
from community.forum.models import Thread
from community.forum.queries import visible_to

SHOWN = 50


@dataclass(frozen=True)
class Evidence:
    """Threads with the moments of question and votes; of searches and taps only how many, and
    when: their words are not shown for so few people."""

    threads: Sequence[Any]
    ways: dict[str, int]
    moments: Sequence[datetime]


def evidence_of(suspicion: SuspectedOutage, reader: Reader) -> Evidence:
    joined = (
        select(TroubleReport.way, TroubleReport.at, TroubleReport.thread_id)
        .join(SuspicionEvidence, SuspicionEvidence.report_id == TroubleReport.id)
        .where(SuspicionEvidence.suspected_outage_id == suspicion.id)
        .subquery()
    )
    threads = (
        select(Thread.id, Thread.slug, Thread.title, func.min(joined.c.at).label("at"))
        .add_columns(func.count().label("people"))
        .join(joined, joined.c.thread_id == Thread.id)
        .where(visible_to(reader))
        .group_by(Thread.id, Thread.slug, Thread.title)
        .order_by(func.min(joined.c.at), Thread.id)
        .limit(SHOWN)
    )
    counted = select(joined.c.way, func.count()).group_by(joined.c.way)
    return Evidence(
        db.session.execute(threads).all(),
        dict(db.session.execute(counted).tuples().all()),
        db.session.scalars(select(joined.c.at).order_by(joined.c.at).limit(SHOWN)).all(),
    )

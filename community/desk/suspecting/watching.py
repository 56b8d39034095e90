"""Look at each report with those of the half hour before it; raise a burst once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from community import outbox
from community.clock import now
from community.desk.suspecting import bursts
from community.desk.suspecting.bursts import HISTORY, WINDOW, Burst, Report, Topic
from community.desk.suspecting.events import (
    OutageSuspected,
    SuspicionChanged,
    SuspicionGrowsOld,
)
from community.desk.suspecting.models import (
    SuspectedOutage,
    SuspicionEvidence,
    TroubleReport,
    TroubleTerm,
)
from community.extensions import db, hold
from community.forum.adding import add_once
from community.forum.models import Thread
from community.search.searching import house_stems
from community.search.text import words_of
from community.status.banners import running_now
from community.status.models import Component

WEEK = timedelta(days=7)
AROUND = timedelta(minutes=90)  # of the same hour in the weeks before: an hour alone is thin
QUIET = timedelta(hours=2)  # without a further report: it was nothing, or it is over
AGAIN = timedelta(hours=24)  # what staff dismissed rests so long, unless it doubles


def look(report_id: int) -> None:
    """Inside writing(). A report joins what is suspected already, or may be the one too many."""
    kept = db.session.get(TroubleReport, report_id)
    if kept is None or kept.at < now() - WINDOW:
        return
    hold("suspecting", 0)  # two processes must not raise the same thing twice
    window = _window(kept)
    newest = next((one for one in window if one.id == kept.id), None)
    if newest is None or _joins(newest):
        return
    burst = _burst(newest, window, kept.at)
    if burst and not _is_known(burst):
        _raise(burst)


def _window(newest: TroubleReport) -> list[Report]:
    """Every report of the half hour that ends with this one."""
    rows = db.session.execute(
        select(TroubleReport.id, TroubleReport.mark, TroubleReport.at, TroubleTerm.term)
        .join(TroubleTerm, TroubleTerm.report_id == TroubleReport.id)
        .where(TroubleReport.at.between(newest.at - WINDOW, newest.at))
    )
    return _together(rows)


def _together(rows: Iterable[tuple[int, str, datetime, str]]) -> list[Report]:
    terms: dict[tuple[int, str, datetime], set[str]] = {}
    for report_id, mark, at, term in rows:
        terms.setdefault((report_id, mark, at), set()).add(term)
    return [Report(*key, frozenset(found)) for key, found in terms.items()]


def _burst(newest: Report, window: Sequence[Report], moment: datetime) -> Burst | None:
    topics = bursts.topics_of(newest, window)
    if not topics:
        return None  # nearly always: nothing more is asked of the database
    seen = _seen(topics, moment)
    whole = select(func.count()).where(_before(TroubleReport.at, moment))
    people_now = bursts.people_of(window)
    return bursts.strongest(
        topics, seen, db.session.scalar(whole) or 0, _at_this_hour(moment), people_now
    )


def _before(column: Any, moment: datetime) -> ColumnElement[bool]:
    return and_(column >= moment - HISTORY, column < moment - WINDOW)


def _seen(topics: Iterable[Topic], moment: datetime) -> Mapping[Topic, int]:
    """Reports about each topic in the eight weeks before; two statements however many."""
    terms = {term for topic in topics for term in topic}
    first, other = aliased(TroubleTerm), aliased(TroubleTerm)
    there = first.term.in_(terms), _before(first.at, moment)
    alone = select(first.term, func.count()).where(*there).group_by(first.term)
    together = (
        select(first.term, other.term, func.count())
        .join(other, and_(other.report_id == first.report_id, other.term != first.term))
        .where(*there, other.term.in_(terms))
        .group_by(first.term, other.term)
    )
    counts = Counter[Topic]()
    for statement in (alone, together):
        for *topic, count in db.session.execute(statement):
            counts[tuple(topic)] = count
    return counts


def _at_this_hour(moment: datetime) -> float:
    """Reports that half an hour around this hour of the week usually brings."""
    oldest = db.session.scalar(select(func.min(TroubleReport.at)))
    weeks = min(HISTORY // WEEK, (moment - oldest) // WEEK) if oldest else 0
    if not weeks:
        return 0.0
    spans = [
        TroubleReport.at.between(moment - WEEK * back - AROUND, moment - WEEK * back + AROUND)
        for back in range(1, weeks + 1)
    ]
    count = db.session.scalar(select(func.count()).where(or_(*spans))) or 0
    return count * (WINDOW / (2 * AROUND)) / weeks


def _joins(report: Report) -> bool:
    """It says what is suspected already: more evidence, and no second item."""
    open_ones = select(SuspectedOutage).where(SuspectedOutage.ended_at.is_(None))
    for suspicion in db.session.scalars(open_ones.order_by(SuspectedOutage.id)):
        if suspicion.terms <= report.terms:
            add(suspicion, [report])
            return True
    return False


def _is_known(burst: Burst) -> bool:
    """A running incident or an open item tells of it, or staff have said that it is nothing."""
    return _is_explained(burst) or _is_told(burst)


def _is_explained(burst: Burst) -> bool:
    return any(
        is_about(words_of_incident(one["title"], one["components"]), burst.topic)
        for one in running_now()
    )


def words_of_incident(title: str, parts: Iterable[str]) -> set[str]:
    """The stems of what an incident names."""
    return {stem for name in (title, *parts) for stem in house_stems().of(name)}


def is_about(named: set[str], topic: Iterable[str]) -> bool:
    """Whether an incident tells of a topic: it names one of its terms, or its part."""
    topic = set(topic)
    return bool(named & topic or named & set(_named_parts(topic)))


def _named_parts(topic: Iterable[str]) -> list[str]:
    """The stems of the names of a topic's parts."""
    ids = [int(term[5:]) for term in topic if term.startswith("part:") and term[5:].isdigit()]
    names = db.session.scalars(select(Component.name).where(Component.id.in_(ids)))
    return [stem for name in names for stem in house_stems().of(name)]


def _is_told(burst: Burst) -> bool:
    told = select(SuspectedOutage).where(
        or_(SuspectedOutage.ended_at.is_(None), SuspectedOutage.ended_at > now() - AGAIN)
    )
    shared = _with_evidence_among(burst.reports)
    for suspicion in db.session.scalars(told):
        alike = suspicion.terms & set(burst.topic) or suspicion.id in shared
        if alike and suspicion.ended_at is None:
            add(suspicion, burst.reports)
            return True
        if alike and suspicion.outcome == "dismissed" and burst.people < 2 * suspicion.people:
            return True
    return False


def _with_evidence_among(reports: Iterable[Report]) -> set[int]:
    """Suspicions that rest on one of these."""
    rows = select(SuspicionEvidence.suspected_outage_id).where(
        SuspicionEvidence.report_id.in_([report.id for report in reports])
    )
    return set(db.session.scalars(rows))


def _raise(burst: Burst) -> None:
    part = next((term for term in burst.topic if term[5:].isdigit()), None)
    suspicion = SuspectedOutage(
        topic=" ".join(burst.topic),
        words=_words_of(burst),
        component_id=int(part[5:]) if part and part.startswith("part:") else None,
        people=burst.people,
        usual=burst.usual,
        began_at=min(report.at for report in burst.reports),
        last_at=max(report.at for report in burst.reports),
    )
    db.session.add(suspicion)
    db.session.flush()
    add(suspicion, burst.reports)
    outbox.record(OutageSuspected(suspicion.id))


def add(suspicion: SuspectedOutage, reports: Iterable[Report]) -> None:
    """More evidence; the item shows it, and its end moves away."""
    for report in reports:
        add_once(SuspicionEvidence, suspected_outage_id=suspicion.id, report_id=report.id)
        suspicion.began_at = min(suspicion.began_at, report.at)
        suspicion.last_at = max(suspicion.last_at, report.at)
    marks = select(func.count(func.distinct(TroubleReport.mark))).join(
        SuspicionEvidence, SuspicionEvidence.report_id == TroubleReport.id
    )
    people = db.session.scalar(marks.where(SuspicionEvidence.suspected_outage_id == suspicion.id))
    suspicion.people = max(suspicion.people, people or 0)
    outbox.record(SuspicionChanged(suspicion.id))
    outbox.record(SuspicionGrowsOld(suspicion.id), at=suspicion.last_at + QUIET)


def _words_of(burst: Burst) -> str:
    """The topic as people wrote it, in the titles of their threads; else as it was stemmed."""
    ids = select(TroubleReport.thread_id).where(
        TroubleReport.id.in_([report.id for report in burst.reports])
    )
    written: dict[str, Counter[str]] = {}
    for title in db.session.scalars(select(Thread.title).where(Thread.id.in_(ids))):
        for word in words_of(title):
            written.setdefault(house_stems().stem(word), Counter())[word] += 1
    rows = db.session.execute(select(Component.id, Component.name)).tuples().all()
    names = dict(rows)
    said = [_as_written(term, written, names) for term in burst.topic]
    return " ".join(dict.fromkeys(word for word in said if word))[:160]


def _as_written(term: str, written: dict[str, Counter[str]], names: dict[int, str]) -> str:
    if term.startswith("part:"):
        return names.get(int(term[5:]), "") if term[5:].isdigit() else ""
    return written[term].most_common(1)[0][0] if term in written else term

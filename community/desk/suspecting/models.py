"""What people reported without knowing of each other, and what we suspect from it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

#: question · me_too · tap (on the status page) · search
WAYS = ("question", "me_too", "tap", "search")


class TroubleReport(db.Model):
    """One person, one moment, some terms. Who it was is a mark whose salt is thrown away."""

    __tablename__ = "trouble_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    mark: Mapped[str] = mapped_column(String(32))
    way: Mapped[str] = mapped_column(String(8))
    #: the same thing is reported once: "thread:12", "vote:12:7", "search:99"
    ref: Mapped[str] = mapped_column(String(60), unique=True)
    #: of a question or a vote; no foreign key: a report outlives what it spoke of
    thread_id: Mapped[int | None]


class TroubleTerm(db.Model):
    """A stem, or `part:3` for a part of the service, in a report."""

    __tablename__ = "trouble_terms"
    __table_args__ = (Index("ix_trouble_terms_term", "term", "at"),)

    report_id: Mapped[int] = mapped_column(
        ForeignKey("trouble_reports.id", ondelete="CASCADE"), primary_key=True
    )
    term: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]  # the report's, so that the index alone answers


class SuspectedOutage(db.Model):
    """A burst about one topic: an item in the first band until staff decide or it dies down."""

    __tablename__ = "suspected_outages"
    __table_args__ = (
        Index(
            "ix_suspected_outages_open",
            "raised_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: one term or two, parted by a space
    topic: Mapped[str] = mapped_column(String(160))
    #: the topic as people wrote it
    words: Mapped[str] = mapped_column(String(160))
    component_id: Mapped[int | None] = mapped_column(ForeignKey("components.id"))
    people: Mapped[int]
    #: how many people were to be expected in that half hour
    usual: Mapped[float]
    began_at: Mapped[datetime]  # the first report
    raised_at: Mapped[datetime] = mapped_column(default=now)
    last_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    #: dismissed · confirmed · quiet
    outcome: Mapped[str | None] = mapped_column(String(10))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(self.topic.split(" "))


class SuspicionEvidence(db.Model):
    """A report that a suspicion rests on."""

    __tablename__ = "suspicion_evidence"

    suspected_outage_id: Mapped[int] = mapped_column(
        ForeignKey("suspected_outages.id"), primary_key=True
    )
    report_id: Mapped[int] = mapped_column(
        ForeignKey("trouble_reports.id", ondelete="CASCADE"), primary_key=True, index=True
    )

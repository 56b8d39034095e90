"""What was counted: one reckoning with its facts, and the figures made of them.

Rows of a reckoning never change, so that a figure and the list behind it stay equal until the
next reckoning takes the place of both at once. Threads are named by number alone: figures
outlive what they were made of.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import db

EVERY = 0  # category: all of them together
ANY = ""  # tier: all of them together; of a person without an organisation it is "-"
NO_TIER = "-"


class Reckoning(db.Model):
    """One count of everything. The newest finished one is what is shown."""

    __tablename__ = "reckonings"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: figures are as of this moment
    moment: Mapped[datetime]
    #: whose midnights part its days
    zone: Mapped[str] = mapped_column(String(60), default="UTC", server_default="UTC")
    finished_at: Mapped[datetime | None]
    #: how many questions it knows of
    questions: Mapped[int] = mapped_column(default=0)


class QuestionFact(db.Model):
    """A customer's question as it stood: how long it waited, who answered, what became of it."""

    __tablename__ = "question_facts"
    __table_args__ = (
        Index("ix_question_facts_asked", "reckoning_id", "asked_at", "thread_id"),
        Index("ix_question_facts_by", "reckoning_id", "useful_by_id"),
    )

    reckoning_id: Mapped[int] = mapped_column(ForeignKey("reckonings.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    category_id: Mapped[int]
    tier: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    #: of the week, by our clock, Monday at midnight being 0
    hour: Mapped[int]
    #: whether somebody worked when it was asked: on · night · day_off (weekends, holidays)
    duty: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    #: the first useful reply, and who gave it: staff · customer
    useful_at: Mapped[datetime | None]
    useful_role: Mapped[str | None] = mapped_column(String(10))
    useful_by_id: Mapped[int | None]
    #: solved or closed, whichever came first
    over_at: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    #: who said so: asker · staff
    solved_by: Mapped[str | None] = mapped_column(String(10))
    #: whose post was accepted: staff · customer · asker
    answer_role: Mapped[str | None] = mapped_column(String(10))
    #: staff stand behind a customer's answer
    verified: Mapped[bool] = mapped_column(default=False)
    #: minutes until the useful reply, else until it was over or counted; by the clock, and covered
    waited: Mapped[float]
    covered: Mapped[float]


class WaitingSpan(db.Model):
    """A stretch in which a question waited: for an answer, or for the asker's details."""

    __tablename__ = "waiting_spans"
    __table_args__ = (Index("ix_waiting_spans_began", "reckoning_id", "began_at"),)

    reckoning_id: Mapped[int] = mapped_column(ForeignKey("reckonings.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime | None]
    #: open · needs_info
    state: Mapped[str] = mapped_column(String(12))
    category_id: Mapped[int]
    tier: Mapped[str] = mapped_column(String(40))


class KeptFigures(db.Model):
    """The figures of one view of the page, ready to be shown."""

    __tablename__ = "kept_figures"

    reckoning_id: Mapped[int] = mapped_column(ForeignKey("reckonings.id"), primary_key=True)
    #: EVERY or a category
    category_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: ANY, NO_TIER or a tier
    tier: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: 4 · 12 · 26; 0: the backlog, day by day
    weeks: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)

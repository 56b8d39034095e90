"""What the desk keeps about a thread: its clock and who is on it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

STANDING = text("released_at IS NULL")
QUESTION, HELD = "queue", "held"  # kinds of items that somebody can be on


class DeskClock(db.Model):
    """A question that waits for the company. The row is gone when nobody waits for us."""

    __tablename__ = "desk_clocks"
    __table_args__ = (Index("ix_desk_clocks_due", "due_at", "thread_id"),)

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    #: first_reply · follow_up · next_word (a promise a person made)
    target: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime]
    due_at: Mapped[datetime]
    #: in the queue from here on: at once, or when the pause after a customer's answer ends
    resumes_at: Mapped[datetime]
    #: a trusted customer asked for the company, which halved what was left
    hastened: Mapped[bool] = mapped_column(default=False)
    #: people whose searches ended here in 7 days; 0 below five (search/demand.py)
    searched_by: Mapped[int] = mapped_column(default=0, server_default="0")
    #: who of us spoke last here: promises and answers to them are theirs
    spoken_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    soon_told_at: Mapped[datetime | None]
    late_told_at: Mapped[datetime | None]
    #: when a lead was reached about the lateness: the asker may read it
    lead_told_at: Mapped[datetime | None]
    #: the target it was reckoned with; none: the settings' own
    target_id: Mapped[int | None] = mapped_column(ForeignKey("targets.id", ondelete="SET NULL"))
    #: words of danger in what the asker wrote, and nobody of us has answered yet
    danger: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: the asker's first question here
    first_time: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: left to customers first until then; None: it needs us
    customers_until: Mapped[datetime | None]
    #: one of us took it from there: it is not left again
    taken_over_at: Mapped[datetime | None]
    #: words of distress in what the asker wrote since they wait
    distress: Mapped[bool] = mapped_column(default=False, server_default=false())


class Claim(db.Model):
    """A lease of ten minutes on a queue item, renewed while someone works on it."""

    __tablename__ = "claims"
    __table_args__ = (
        Index(
            "uq_claims_standing",
            "thread_id",
            "kind",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_claims_by", "by_id", "released_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    #: queue: its question · held: its held posts, which the asker's sentence does not speak of
    kind: Mapped[str] = mapped_column(String(8), default=QUESTION, server_default=QUESTION)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    taken_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]
    released_at: Mapped[datetime | None]


class Target(db.Model):
    """How soon we want to reply, in covered minutes; the most exact row wins."""

    __tablename__ = "targets"
    __table_args__ = (UniqueConstraint("category_id", "tier"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    tier: Mapped[str | None] = mapped_column(String(40))
    first_reply: Mapped[int]
    follow_up: Mapped[int]
    #: a commitment: the asker reads by when they have their first reply
    promised_at: Mapped[datetime | None]
    #: of the questions of four weeks that it held for: how many, how many were kept, the first
    measured: Mapped[int | None]
    kept: Mapped[int | None]
    known_since: Mapped[datetime | None]


class Duty(db.Model):
    """Who leads the desk, and who is on call. Ended, never deleted: the past stays told."""

    __tablename__ = "desk_duties"
    __table_args__ = (
        Index(
            "uq_desk_duties_standing",
            "duty",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: lead · on_call
    duty: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class HoursKept(db.Model):
    """The hours the standing deadlines were reckoned with: one row, to see that they changed."""

    __tablename__ = "desk_hours_kept"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: the settings' words and the versions of the calendars
    hours: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(default=now)


class UsualWait(db.Model):
    """What people may expect who ask in this hour of the week; reckoned anew every night."""

    __tablename__ = "desk_usual_waits"

    #: 0: all categories together
    category_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: minutes within which nine of ten, and six of ten, had a useful reply
    usual: Mapped[float | None]
    most: Mapped[float | None]
    cases: Mapped[int]

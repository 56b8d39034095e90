"""Where we hand things over to, what was handed over, and all that became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

KINDS = ("webhook", "mail")
WHO = ("nobody", "name", "mail")
STATES = ("open", "in_progress", "done", "rejected")
WORKED_ON = ("open", "in_progress")
CALLING = text("attention IS NOT NULL AND ended_at IS NULL")
STANDING = text("ended_at IS NULL")


class Destination(db.Model):
    """A help desk or an issue tracker. Ended, never deleted: what went there stays told."""

    __tablename__ = "destinations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    #: webhook · mail
    kind: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(500))
    #: what its secret is made from (signing.secret_of)
    seed: Mapped[str] = mapped_column(String(40))
    #: what it learns of people: nobody · name (and organisation) · mail (address, too)
    who: Mapped[str] = mapped_column(String(8), default="name")
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    #: it did not answer: others wait until then, so that one dead place does not hold up the lane
    rests_until: Mapped[datetime | None]


class HandOver(db.Model):
    """A thread, or one post of it, in somebody else's hands."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        UniqueConstraint("by_id", "once"),
        Index("ix_hand_overs_thread", "thread_id", "id"),
        Index(
            "ix_hand_overs_attention",
            "thread_id",
            "attention_at",
            sqlite_where=CALLING,
            postgresql_where=CALLING,
        ),
        Index(
            "ix_hand_overs_standing",
            "thread_id",
            "delivered_at",
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: its name outside: in the address it is called back at, and as webhook-id
    key: Mapped[str] = mapped_column(String(40), unique=True)
    destination_id: Mapped[int] = mapped_column(ForeignKey("destinations.id"), index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    #: one post alone; None: the thread
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    once: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=now)

    attempts: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None]
    #: why the last attempt failed (delivering.say_failure)
    failure: Mapped[str | None] = mapped_column(String(60))
    next_try_at: Mapped[datetime | None]

    #: open · in_progress · done · rejected, as they say
    state: Mapped[str] = mapped_column(String(12), default="open")
    #: their name for it, and its address there
    reference: Mapped[str | None] = mapped_column(String(80))
    url: Mapped[str | None] = mapped_column(String(500))
    #: the second in which their latest call was signed: an older one comes too late
    heard_at: Mapped[datetime | None]

    #: why one of us must look: done · rejected · unreachable
    attention: Mapped[str | None] = mapped_column(String(12))
    attention_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class HandOverStep(db.Model):
    """One thing that happened to a hand-over; only added."""

    __tablename__ = "hand_over_steps"
    __table_args__ = (UniqueConstraint("hand_over_id", "call_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_overs.id"), index=True)
    #: delivered · failed · called · again · ended
    what: Mapped[str] = mapped_column(String(12))
    #: called: the state it said · failed: why
    state: Mapped[str | None] = mapped_column(String(60))
    reference: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    #: of a call: its webhook-id and SHA-256, to know it again
    call_id: Mapped[str | None] = mapped_column(String(120))
    digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)

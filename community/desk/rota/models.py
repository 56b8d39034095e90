"""Who works when: a week for each person, and what differs on single days."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class Roster(db.Model):
    """The usual week of a person, in their own time zone."""

    __tablename__ = "desk_rosters"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    zone: Mapped[str] = mapped_column(String(60))
    #: in the form of COVERAGE; hours may go over midnight; empty: none
    hours: Mapped[str] = mapped_column(String(200), default="")
    on_call: Mapped[str] = mapped_column(String(200), default="")
    #: items at once; None: as many as everybody
    load_limit: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)


class RotaChange(db.Model):
    """Days on which somebody is away, or works other hours; the last one said holds."""

    __tablename__ = "desk_rota_changes"
    __table_args__ = (Index("ix_desk_rota_changes_last", "last", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    first: Mapped[date]
    last: Mapped[date]
    #: as in a roster; both empty: away
    hours: Mapped[str] = mapped_column(String(200), default="")
    on_call: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

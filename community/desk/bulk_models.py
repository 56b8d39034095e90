"""An act on several items at once: what it did to each, so that it can be told and undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class Bulk(db.Model):
    """Kept whole in one row: nobody asks for one item of it alone."""

    __tablename__ = "desk_bulks"
    __table_args__ = (Index("ix_desk_bulks_by", "by_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    #: assign · claim · close · move · snooze · tag
    verb: Mapped[str] = mapped_column(String(10))
    #: one of `bulk.OUTCOMES` for each: {"id", "title", "outcome", "before"}
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]

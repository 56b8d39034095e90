"""An act on several items at once: what it did to each, so that it can be told and undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class Bulk(db.Model):
    """Kept whole in one row, or in slices where there are very many items."""

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
    #: of what is done in slices: what shall happen, to how many, how many are through
    wish: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    handled: Mapped[int] = mapped_column(default=0, server_default="0")
    #: doing · undoing; None: nothing is left to do
    working: Mapped[str | None] = mapped_column(String(10))


class BulkSlice(db.Model):
    """A few items of a large act, done in one transaction; as `Bulk.items`."""

    __tablename__ = "desk_bulk_slices"

    bulk_id: Mapped[int] = mapped_column(ForeignKey("desk_bulks.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

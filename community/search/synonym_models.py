"""Words that staff declare to mean the same."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class SynonymGroup(db.Model):
    """Words and short phrases; one way: the first also finds the others, and no more than that."""

    __tablename__ = "synonym_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    terms: Mapped[list[str]] = mapped_column(JSON)
    one_way: Mapped[bool] = mapped_column(default=False)
    #: rises with every change, so that two who edit at once do not overwrite each other
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

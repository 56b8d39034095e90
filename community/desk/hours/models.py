"""The hours that the page keeps; the settings hold where it keeps none."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class OurHours(db.Model):
    """Weekly hours, time zone and days off: of a category, or of all that have none."""

    __tablename__ = "desk_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None: everywhere else
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), unique=True)
    #: in the form of COVERAGE
    hours: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(60))
    #: in the form of HOLIDAYS
    holidays: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)

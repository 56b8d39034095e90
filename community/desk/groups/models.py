"""Groups of staff. Ended, never deleted: what was given to them stays told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

STANDING = text("ended_at IS NULL")


class Group(db.Model):
    """Colleagues who share items."""

    __tablename__ = "staff_groups"
    __table_args__ = (
        Index(
            "uq_staff_groups_handle",
            "handle",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    #: its name in the query language: `for:second-line`
    handle: Mapped[str] = mapped_column(String(80))
    about: Mapped[str] = mapped_column(String(200), default="", server_default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class Membership(db.Model):
    """Somebody of staff in a group, perhaps leading it."""

    __tablename__ = "staff_memberships"
    __table_args__ = (
        Index(
            "uq_staff_memberships_standing",
            "group_id",
            "user_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_staff_memberships_user", "user_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("staff_groups.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    leads: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class GroupCategory(db.Model):
    """A category that a group looks after."""

    __tablename__ = "staff_group_categories"

    group_id: Mapped[int] = mapped_column(ForeignKey("staff_groups.id"), primary_key=True)
    category_id: Mapped[int] = mapped_column(
        ForeignKey("categories.id"), primary_key=True, index=True
    )

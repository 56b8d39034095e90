"""The announcement."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db


class Announcement(db.Model):
    """Product news. It is out from `starts_at`; its banner falls at `banner_until`."""

    __tablename__ = "announcements"
    __table_args__ = (Index("ix_announcements_out", "published_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    badge_role: Mapped[str | None] = mapped_column(String(12))
    badge_department: Mapped[str | None] = mapped_column(String(60))
    badge_title: Mapped[str | None] = mapped_column(String(60))
    #: whom it concerns; empty: everybody. Keys: tiers, plans, products, languages, roles
    segment: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    starts_at: Mapped[datetime] = mapped_column(default=now)
    #: set when it really went out, after the author's right was checked once more
    published_at: Mapped[datetime | None]
    #: None: no banner. Every banner ends: old news on every page drowns new news
    banner_until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    once: Mapped[str | None] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def path(self) -> str:
        return f"/news/{self.id}-{self.slug}" if self.slug else f"/news/{self.id}"

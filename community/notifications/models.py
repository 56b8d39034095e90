"""What people should hear, on which channels it goes out, and what they wish."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.clock import now
from community.extensions import db

UNREAD = text("read_at IS NULL")
STATES = ("waiting", "sending", "sent", "failed", "skipped")


class Notice(db.Model):
    """What one person should hear about one event: once, however often the event comes."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notices_person", "user_id", "id"),
        Index("ix_notices_unread", "user_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    #: the event as a word: `post:17`, `late:5:1790000000`
    key: Mapped[str] = mapped_column(String(80))
    #: one of kinds.WHATS: the sentence, the mail, and by its kind the wish
    what: Mapped[str] = mapped_column(String(24))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    #: read by itself once the person has read the thread up to this post
    number: Mapped[int | None]
    #: an incident's update or an announcement
    incident_update_id: Mapped[int | None] = mapped_column(ForeignKey("incident_updates.id"))
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcements.id"))
    #: whether it stands in the list behind the bell
    in_app: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]


class Delivery(db.Model):
    """One notice on one channel that leaves the house."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index("ix_deliveries_person", "user_id", "state"),
        Index("ix_deliveries_bundle", "bundle_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[str] = mapped_column(String(12))
    #: waits for others of its kind, and goes out with them
    bundled: Mapped[bool] = mapped_column(default=False)
    #: waiting · sending · sent · failed · skipped
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    due_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    #: the delivery with which it goes out in one mail; its own id when alone
    bundle_id: Mapped[int | None]
    message_id: Mapped[str | None] = mapped_column(String(120))
    #: why it was skipped or failed
    reason: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]


class Wish(db.Model):
    """What a person wants otherwise than kinds.KINDS has it."""

    __tablename__ = "notice_wishes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    channel: Mapped[str] = mapped_column(String(12), primary_key=True)
    wanted: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class Suppression(db.Model):
    """An address that gets no mail any more: it does not exist, or its owner said so."""

    __tablename__ = "suppressions"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    #: refused · stopped
    reason: Mapped[str] = mapped_column(String(12))
    detail: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

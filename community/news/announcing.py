"""The verbs of news: announce, publish when its time has come, withdraw."""

from datetime import datetime, timedelta

from sqlalchemy import select

from community import caching, outbox
from community.accounts.models import User
from community.caching.freshness import EVERYTHING
from community.clock import now
from community.extensions import db, hold
from community.journal import note
from community.markup.result import Rendered
from community.news.events import (
    AnnouncementDue,
    AnnouncementPublished,
    AnnouncementWithdrawn,
    BannerFell,
)
from community.news.models import Announcement
from community.news.policy import can_announce

BANNER_DAYS = 7  # how long a banner stands unless its author says otherwise


def announce(
    title: str,
    slug: str,
    source: str,
    body: Rendered,
    by: User | None,
    starts_at: datetime | None = None,
    banner_until: datetime | None = None,
    once: str | None = None,
) -> Announcement:
    """Write an announcement; it goes out now, or by itself at its time."""
    hold("announcement", once)
    twin = once and db.session.scalar(select(Announcement).where(Announcement.once == once))
    if twin:
        return twin
    starts = max(starts_at or now(), now())
    row = Announcement(
        title=title,
        slug=slug,
        source=source,
        html=body.html,
        excerpt=body.excerpt,
        by_id=by.id if by else None,
        starts_at=starts,
        banner_until=banner_until,
        once=once,
    )
    if by and by.is_team:
        row.badge_role, row.badge_department = by.role_now, by.department
        row.badge_title = by.title
    db.session.add(row)
    db.session.flush()
    note("announce", "announcement", row.id, by.id if by else None)
    if starts <= now():
        publish(row)
    else:
        outbox.record(AnnouncementDue(row.id), at=starts)
    return row


def publish(row: Announcement) -> None:
    """Let it out, unless it is out or withdrawn, or its author may not announce any more."""
    if row.published_at or row.withdrawn_at:
        return
    author = db.session.get(User, row.by_id) if row.by_id else None
    if row.by_id and not can_announce(author):
        note("refuse", "announcement", row.id, row.by_id, reason="author lost the right")
        return
    row.published_at = now()
    if row.banner_until:
        row.banner_until = max(row.banner_until, row.published_at + timedelta(minutes=1))
        outbox.record(BannerFell(row.id), at=row.banner_until)
    outbox.record(AnnouncementPublished(row.id))
    caching.touch(EVERYTHING)


def withdraw(row: Announcement, by: User) -> None:
    """Take it back: page, archive, feed and banner lose it."""
    if row.withdrawn_at:
        return
    row.withdrawn_at = now()
    note("withdraw", "announcement", row.id, by.id)
    outbox.record(AnnouncementWithdrawn(row.id))
    caching.touch(EVERYTHING)

"""What of the news is out."""

from typing import Any

from sqlalchemy import ColumnElement, and_, select

from community.accounts.models import User
from community.clock import now
from community.extensions import db
from community.news.models import Announcement


def out() -> ColumnElement[bool]:
    """Condition: published and not withdrawn."""
    return and_(Announcement.published_at.is_not(None), Announcement.withdrawn_at.is_(None))


def rows() -> Any:
    """The archive's columns, no entity."""
    return (
        select(
            Announcement.id,
            Announcement.slug,
            Announcement.title,
            Announcement.excerpt,
            Announcement.published_at,
            Announcement.badge_role,
            Announcement.badge_department,
            Announcement.badge_title,
            User.name.label("author_name"),
        )
        .outerjoin(User, User.id == Announcement.by_id)
        .where(out())
    )


def standing_banners() -> list[dict[str, Any]]:
    found = db.session.execute(
        select(Announcement.id, Announcement.title, Announcement.slug, Announcement.banner_until)
        .where(out(), Announcement.banner_until > now())
        .order_by(Announcement.published_at.desc())
        .limit(3)  # more would push the page off a phone
    )
    return [dict(row._mapping) for row in found]


def waiting() -> Any:
    """Written, but not out yet: for marketing."""
    return (
        select(Announcement.id, Announcement.title, Announcement.starts_at)
        .where(Announcement.published_at.is_(None), Announcement.withdrawn_at.is_(None))
        .order_by(Announcement.starts_at)
    )

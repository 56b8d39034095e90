"""The clocks of news: out at its time, and the banner down at its end."""

from community import caching, outbox
from community.caching.freshness import EVERYTHING
from community.extensions import db
from community.news import announcing
from community.news.events import AnnouncementDue, BannerFell
from community.news.models import Announcement


@outbox.on(AnnouncementDue)
def publish_when_due(event: AnnouncementDue) -> None:
    row = db.session.get(Announcement, event.announcement_id)
    if row:
        announcing.publish(row)


@outbox.on(BannerFell)
def drop_pages_with_the_banner(event: BannerFell) -> None:
    caching.touch(EVERYTHING)

"""What happens to announcements."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnnouncementDue:
    """Timed: the moment it was to go out has come."""

    announcement_id: int


@dataclass(frozen=True)
class AnnouncementPublished:
    announcement_id: int


@dataclass(frozen=True)
class BannerFell:
    """Timed: the moment its banner ends, as it was set then."""

    announcement_id: int


@dataclass(frozen=True)
class AnnouncementWithdrawn:
    announcement_id: int

"""What happens to announcements."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnnouncementDue:
    """Timed: the moment it was to go out has come."""

    announcement_id: int


@dataclass(frozen=True)
class AnnouncementPublished:
    """News is out: in the archive, and as a banner where it has one."""

    announcement_id: int


@dataclass(frozen=True)
class BannerFell:
    """Timed: the moment its banner ends, as it was set then."""

    announcement_id: int


@dataclass(frozen=True)
class AnnouncementWithdrawn:
    """News was taken back; nobody should read it any more."""

    announcement_id: int

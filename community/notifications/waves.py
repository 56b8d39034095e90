"""Outages and news reach many people: a few at a time, so that others get to write in between."""

from typing import Any

from sqlalchemy import select

from community import outbox
from community.accounts.models import Organisation, User
from community.extensions import db
from community.news.events import AnnouncementPublished
from community.news.models import Announcement
from community.notifications.events import WaveDue
from community.notifications.noticing import notify
from community.notifications.recipients import AT_ONCE
from community.status.events import (
    IncidentOpened,
    IncidentResolved,
    MaintenanceReminded,
    MaintenanceScheduled,
)
from community.status.models import IncidentUpdate


@outbox.on(IncidentOpened, IncidentResolved, MaintenanceScheduled)
def tell_of_outage(event: IncidentOpened | IncidentResolved | MaintenanceScheduled) -> None:
    outbox.record(WaveDue("outage", event.update_id, 0))


@outbox.on(MaintenanceReminded)
def tell_of_work_to_come(event: MaintenanceReminded) -> None:
    outbox.record(WaveDue("maintenance_soon", event.update_id, 0))


@outbox.on(AnnouncementPublished)
def tell_of_news(event: AnnouncementPublished) -> None:
    outbox.record(WaveDue("news", event.announcement_id, 0))


@outbox.on(WaveDue)
def tell_the_next(event: WaveDue) -> None:
    """Everybody it concerns but the one who wrote it; news that were withdrawn stop here."""
    by_id, segment, about = _subject(event)
    if about is None:
        return
    people = list(
        db.session.execute(
            select(User, Organisation)
            .outerjoin(Organisation, Organisation.id == User.organisation_id)
            .where(User.id > event.after_user_id, User.closed_at.is_(None))
            .where(User.email.is_not(None))
            .order_by(User.id)
            .limit(AT_ONCE)
        )
    )
    found = {
        person.id: event.what
        for person, firm in people
        if person.is_active and person.id != by_id and concerns(segment, person, firm)
    }
    notify(found, f"{event.what}:{event.subject_id}", **about)
    if len(people) == AT_ONCE:
        outbox.record(WaveDue(event.what, event.subject_id, people[-1][0].id))


def concerns(segment: dict[str, Any], person: User, firm: Organisation | None) -> bool:
    """Whether all that a segment names holds for this person; an empty one is everybody."""
    facts: dict[str, set[Any]] = {
        "tiers": {firm.tier} if firm else set(),
        "plans": {firm.plan} if firm else set(),
        "products": set(firm.products or ()) if firm else set(),
        "languages": {person.language},
        "roles": set(person.role_set),
    }
    return all(facts.get(name, set()) & set(wanted) for name, wanted in segment.items() if wanted)


def _subject(event: WaveDue) -> tuple[int | None, dict[str, Any], dict[str, int] | None]:
    if event.what == "news":
        news = db.session.get(Announcement, event.subject_id)
        if news is None or news.withdrawn_at or not news.published_at:
            return None, {}, None
        return news.by_id, news.segment or {}, {"announcement_id": news.id}
    update = db.session.get(IncidentUpdate, event.subject_id)
    if update is None or not update.deliver:
        return None, {}, None
    return update.by_id, {}, {"incident_update_id": update.id}

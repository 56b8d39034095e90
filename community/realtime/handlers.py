"""Events become pushes. Each reads the present state: a post hidden meanwhile is not shown."""

from dataclasses import asdict
from typing import Any

from flask import render_template

from community import caching, outbox
from community.accounts.readers import Reader
from community.accounts.sessions import SessionsEnded
from community.desk import queue, slots
from community.desk.events import QueueChanged
from community.desk.suspecting.events import SuspicionChanged
from community.extensions import db
from community.forum import tagging
from community.forum.events import PostAdded, PostChanged
from community.forum.models import Thread
from community.forum.post_rows import post_row
from community.news.banners import banner_html as news_banner
from community.news.events import AnnouncementPublished, AnnouncementWithdrawn, BannerFell
from community.news.queries import standing_banners as news_rows
from community.realtime import catching_up, pushing, rooms, sockets
from community.status.banners import banner_html as incident_banner
from community.status.events import (
    IncidentOpened,
    IncidentResolved,
    IncidentUpdated,
    MaintenanceCancelled,
    MaintenanceFinished,
    MaintenanceRescheduled,
    MaintenanceStarted,
    MaintenanceUpdated,
    PostmortemPublished,
)
from community.status.queries import running_for_banner

OTHERS = ("public", "asker_and_staff")  # who loses a post that only staff may read now
EYES = Reader(user_id=0, is_staff=True)  # sees everything, is nobody


@outbox.on(PostAdded, PostChanged, writes=False)
def push_post(event: PostAdded | PostChanged) -> None:
    """Those who may read it get it as it is; those who may not any more lose it."""
    row = post_row(EYES, event.post_id)
    thread = db.session.get(Thread, event.thread_id)
    if row is None or thread is None:
        return
    unseen = bool(row.hidden_at or row.held_at or thread.hidden_at or thread.held_at)
    gone = {"thread_id": row.thread_id, "id": row.id, "number": row.number, "html": None}
    for language in pushing.each_language():
        to = rooms.rooms_for_post(thread, row.audience, unseen, language)
        if unseen and isinstance(event, PostChanged):
            level = rooms.level_of(thread)
            others = [rooms.thread_room(thread.id, a, level, language) for a in OTHERS]
            pushing.to_rooms("post", gone, others)
        elif row.made_private:  # those who read it when it was public lose it
            pushing.to_rooms("post", gone, rooms.public_rooms(thread, language))
        pushing.to_rooms("post", pushing.light(catching_up.as_message(row)), to)


@outbox.on(QueueChanged, writes=False)
def push_thread_facts(event: QueueChanged) -> None:
    """State, kind, tags under the title; a thread that is unseen now says nothing.

    The desk speaks after every change of a thread, and when it has set the clock: the page that
    now asks again for what its reader may expect gets the new answer.
    """
    thread = db.session.get(Thread, event.thread_id)
    if thread is None or thread.hidden_at or thread.held_at:
        return
    tags = tagging.tags_of(thread.id)
    for language in pushing.each_language():
        html = render_template("forum/_thread_facts.html", thread=thread, tags=tags)
        to = rooms.rooms_for_thread(thread, language)
        pushing.to_rooms("thread", {"thread_id": thread.id, "html": html}, to)


@outbox.on(QueueChanged, writes=False)
def push_queue_item(event: QueueChanged) -> None:
    item, edges = queue.item(event.thread_id)
    others, _edges = queue.other_items(event.thread_id)
    counts = asdict(queue.counts(0))
    slots.remember_badge(counts["open"])
    counts.pop("mine")  # it is another number for everybody
    for language in pushing.each_language():
        html = item and render_template("desk/_queue_item.html", item=item, edges=edges)
        message: dict[str, Any] = {"item": event.thread_id, "html": html, "counts": counts}
        message["others"] = [
            {
                "item": f"{kind}-{event.thread_id}",
                "html": other
                and render_template(f"desk/_{kind}_item.html", item=other, edges=edges),
            }
            for kind, other in others.items()
        ]
        pushing.to_rooms("queue", message, [rooms.queue_room(language)])


@outbox.on(SuspicionChanged, writes=False)
def push_suspicion(event: SuspicionChanged) -> None:
    slots.forget_badge()
    item, edges = queue.other_item("suspected", event.suspected_outage_id)
    counts = asdict(queue.counts(0))
    counts.pop("mine")
    for language in pushing.each_language():
        html = item and render_template("desk/_suspected_item.html", item=item, edges=edges)
        name = f"suspected-{event.suspected_outage_id}"
        message: dict[str, Any] = {"item": name, "html": html, "counts": counts, "others": []}
        pushing.to_rooms("queue", message, [rooms.queue_room(language)])


@outbox.on(
    IncidentOpened,
    IncidentUpdated,
    IncidentResolved,
    PostmortemPublished,
    MaintenanceStarted,
    MaintenanceUpdated,
    MaintenanceRescheduled,
    MaintenanceFinished,
    MaintenanceCancelled,
    writes=False,
)
def push_incident(event: Any) -> None:
    name = f"incident-{event.incident_id}"
    pushing.to_everybody("banner", lambda: _banner(name, incident_banner(event.incident_id)))


@outbox.on(AnnouncementPublished, AnnouncementWithdrawn, BannerFell, writes=False)
def push_news(event: AnnouncementPublished | AnnouncementWithdrawn | BannerFell) -> None:
    name = f"news-{event.announcement_id}"
    pushing.to_everybody("banner", lambda: _banner(name, news_banner(event.announcement_id)))


def _banner(name: str, html: str | None) -> dict[str, Any]:
    level = "news" if name.startswith("news") else "outage"
    return {"id": name, "level": level, "html": html}


@outbox.on(SessionsEnded, writes=False)
def close_sockets(event: SessionsEnded) -> None:
    """In every process, since the connections are spread over them."""
    key_hash = sockets.hash_of_session(event.session_id)
    message = {"kind": "sessions_ended", "user_id": event.user_id, "key_hash": key_hash}
    caching.tell_all(message)


def standing_banners(reader: Reader) -> dict[str, Any]:
    """For a page that was away: every banner as it stands now; the page drops the others."""
    banners = [
        _banner(f"incident-{row['id']}", incident_banner(row["id"])) for row in running_for_banner()
    ]
    banners += [_banner(f"news-{row['id']}", news_banner(row["id"])) for row in news_rows()]
    return {"banners": banners}


catching_up.sources.append(standing_banners)

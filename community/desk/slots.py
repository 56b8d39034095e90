"""What the desk shows on other rooms' pages: badge, the item's box, the asker's sentence."""

import time
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from flask import Flask, request

from community import guards, panels
from community.clock import now
from community.desk import customers, expecting, queue, snoozing
from community.desk.bands import BACKLOG
from community.desk.timing import coverage_of
from community.forum import waiting

BADGE_SECONDS = 2.0  # the badge on every staff page comes from memory; the list never does

_badge: tuple[float, int] | None = None


def init_app(app: Flask) -> None:
    panels.add("layout.nav", "desk/_way.html", badge, order=10, pure=True)
    panels.add("layout.staff", "desk/_staff_way.html", staff_way, order=10, pure=True)
    # On a phone what stands beside comes last: who waits reads first what to expect.
    panels.add("thread.top", "desk/_expectation.html", asker_box, order=10)
    panels.add("thread.side", "desk/_expectation.html", asker_box_for_staff, order=10)
    panels.add("thread.side", "desk/_item_box.html", item_box, order=20)
    panels.add("thread.side", "desk/_resting_box.html", resting_box, order=21)
    panels.add("thread.side", "desk/_customer_card.html", customer_card, order=30)
    panels.add("thread.foot", "desk/_thread_keys.html", thread_keys, order=90, pure=True)
    panels.add("reply.tools", "desk/_reply_tools.html", reply_tools, order=10, pure=True)


def badge(_subject: Any) -> dict[str, Any] | None:
    user = guards.me()
    if not user or not user.is_staff:
        return None
    return {"count": badge_count(user.id), "here": request.path.startswith("/queue")}


def staff_way(lit: Any) -> dict[str, Any] | None:
    return {"lit": lit} if guards.staff_only(guards.me()) else None


def badge_count(user_id: int) -> int:
    """Items not in the backlog; at most two seconds old."""
    if _badge is None or time.monotonic() - _badge[0] > BADGE_SECONDS:
        remember_badge(queue.counts(user_id).open)
    assert _badge
    return _badge[1]


def remember_badge(count: int) -> None:
    """Who has just counted spares the badge doing it again."""
    global _badge
    _badge = (time.monotonic(), count)


def forget_badge() -> None:
    global _badge
    _badge = None


def asker_box(thread: Any) -> dict[str, Any] | None:
    """What happens next, for the asker and who belongs to them."""
    user = guards.me()
    if user is None or user.is_staff:
        return None
    shown = _expected(thread)
    if user.id == thread.author_id or user.organisation_id is None:
        return shown
    # the page itself follows for the asker; for their colleagues this box does
    if shown is None and not expecting.may_read(user, thread):
        return None
    return {**(shown or {"expected": None}), "follows": True}


def asker_box_for_staff(thread: Any) -> dict[str, Any] | None:
    user = guards.me()
    return _expected(thread) if user and user.is_staff else None


def _expected(thread: Any) -> dict[str, Any] | None:
    if not expecting.may_read(guards.me(), thread):
        return None
    expected = expecting.expectation(thread)
    if expected is None:
        return None
    user, hours = guards.me(), coverage_of(thread.category_id)
    zone = waiting.zone_of(user)
    if expected.is_said_as_today and not _same_day(expected.until, zone):
        expected = replace(expected, case="on_duty")
    return {
        "expected": expected,
        "hours": hours,
        "zone": zone,
        "zone_known": bool(user.time_zone),
        "elsewhere": bool(user.time_zone) and zone != hours.zone,
        "for_staff": user.is_staff,
    }


def _same_day(moment: datetime | None, zone: tzinfo) -> bool:
    return moment is None or moment.astimezone(zone).date() == now().astimezone(zone).date()


def item_box(thread: Any) -> dict[str, Any] | None:
    user = guards.me()
    if user is None or not user.is_staff or not thread.is_question:
        return None
    item, edges = queue.item(thread.id)
    if item is None:
        return None
    return {"item": item, "edges": edges, "backlog": item.band == BACKLOG}


def resting_box(thread: Any) -> dict[str, Any] | None:
    """What a colleague put off is still seen by whoever opens it."""
    user = guards.me()
    if user is None or not user.is_staff or not thread.waiting_since:
        return None
    row = snoozing.put_off(thread.id)
    return {"rest": row, "thread_id": thread.id} if row else None


def customer_card(thread: Any) -> dict[str, Any] | None:
    user = guards.me()
    if user is None or not user.is_staff or not thread.is_question or thread.by_team:
        return None
    customer = customers.card_of(thread)
    return {"customer": customer} if customer else None


def reply_tools(thread: Any) -> dict[str, Any] | None:
    if not guards.staff_only(guards.me()):
        return None
    return {"thread_id": thread.id, "for_question": thread.is_question}


def thread_keys(thread: Any) -> dict[str, Any] | None:
    return {} if guards.staff_only(guards.me()) else None

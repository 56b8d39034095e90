"""The staff's box beside a thread: where it is, how far, and all that happened."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from community import guards, panels
from community.accounts.models import User
from community.desk.handing_over.coming_back import why
from community.desk.handing_over.models import Destination, HandOver, HandOverStep
from community.extensions import db

ORDER = 22  # under the item's own box


def init_app(app: Flask) -> None:
    panels.add("thread.side", "desk/handing_over/_box.html", box, order=ORDER)
    app.jinja_env.globals["handed_reason"] = why
    app.jinja_env.globals["handed_words"] = handed_words
    app.jinja_env.globals["say_hand_over_failure"] = say_failure
    app.jinja_env.globals["say_hand_over_state"] = say_state


@dataclass(frozen=True)
class Shown:
    """A hand-over with its history, oldest first."""

    row: Any
    steps: list[Any]


def box(thread: Any) -> dict[str, Any] | None:
    if not guards.staff_only(guards.me()) or thread.hidden_at:
        return None
    connected, hand_overs = shown(thread.id)
    if not connected and not hand_overs:
        return None
    return {"thread_id": thread.id, "hand_overs": hand_overs, "connected": connected}


def shown(thread_id: int) -> tuple[bool, list[Shown]]:
    """Whether there is any place to hand over to, and each hand-over of the thread with each of
    its steps: one statement."""
    by, actor = aliased(User), aliased(User)
    place = select(exists().where(Destination.ended_at.is_(None)).label("there")).subquery()
    rows = db.session.execute(
        select(
            place.c.there,
            HandOver,
            Destination.name.label("destination"),
            by.name.label("by"),
            HandOverStep,
            actor.name.label("actor"),
        )
        .select_from(place)
        .outerjoin(HandOver, HandOver.thread_id == thread_id)
        .outerjoin(Destination, Destination.id == HandOver.destination_id)
        .outerjoin(by, by.id == HandOver.by_id)
        .outerjoin(HandOverStep, HandOverStep.hand_over_id == HandOver.id)
        .outerjoin(actor, actor.id == HandOverStep.by_id)
        .order_by(HandOver.id.desc(), HandOverStep.id)
    ).all()
    steps: dict[int, list[Any]] = defaultdict(list)
    firsts: dict[int, Any] = {}
    for row in rows:
        if row.HandOver is None:
            continue
        firsts.setdefault(row.HandOver.id, row)
        if row.HandOverStep is not None:
            steps[row.HandOver.id].append(row)
    found = [Shown(row, steps[number]) for number, row in firsts.items()]
    return bool(rows[0].there), found


def say_state(state: str | None) -> str:
    words = {
        "open": _("received"),
        "in_progress": _("in progress"),
        "done": _("done"),
        "rejected": _("rejected"),
    }
    return words.get(state or "", "")


def handed_words(handed: str) -> str:
    """`SUP-123: in progress`, of what queries.with_whom brought."""
    state, _blank, name = handed.partition(" ")
    return f"{name}: {say_state(state)}"


def say_failure(why: str | None) -> str:
    """Why a delivery failed, for staff."""
    sentences = {
        "unreachable": _("Nobody answers there."),
        "unknown": _("Nobody knows the name of this server."),
        "too_slow": _("It did not answer in time."),
        "broken": _("The answer could not be understood."),
        "insecure": _("There is no safe connection to it."),
        "internal": _("The address leads into your own network, which is not allowed."),
        "malformed": _("This is no web address that can be called."),
        "mail": _("The mail could not be sent."),
        "gone": _("Nothing of it may be read any more."),
        "ended": _("The destination was removed."),
    }
    if why and why.isdigit():
        return _("It answered with error %(code)s.", code=why)
    return sentences.get(why or "", why or "")

"""Sharing the queue: give an item away, put it off, hand back, take the next best."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from wtforms import BooleanField, HiddenField, ValidationError

from community.accounts.models import User
from community.answering import local_path, see_other
from community.clock import now
from community.desk import assigning, claiming, next_best, queue, snoozing
from community.desk.groups import reading
from community.desk.groups.models import Group
from community.desk.models import DeskClock
from community.desk.reasons import moment_words
from community.desk.rota import load
from community.desk.staff_views import NoLongerWaiting
from community.desk.timing import our_coverage
from community.extensions import db, writing
from community.forms import Choice, HearthForm, Line, clean_line, refuse
from community.forum import policy
from community.forum.forms import read_promise
from community.forum.loading import with_thread
from community.forum.models import Thread
from community.forum.replying import say_promise
from community.guards import guarded_blueprint, me, staff_only

bp = guarded_blueprint("together", __name__, staff_only)
RESTS = (60, 180, 480, 1440)  # offered, in minutes


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


class HandOverForm(HearthForm):
    """To whom, and what they should know."""

    to = Choice()
    note = Line(most=assigning.NOTE_LIMIT, least=0)
    anyway = BooleanField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.to.choices = receivers()


def receivers() -> list[tuple[str, str]]:
    """Whom an item may be given to: groups, then people."""
    groups = [(f"group:{g.id}", assigning.say_group(g.name)) for g in reading.standing()]
    return [*groups, *((f"@{one.username}", one.name) for one in assigning.colleagues())]


def receiver(value: str) -> User | Group | None:
    """Who is meant by a choice of `receivers`."""
    kind, _sign, number = value.partition(":")
    if kind == "group":
        fits = number.isascii() and number.isdigit() and len(number) < 10
        return reading.find(int(number)) if fits else None
    found = select(User).where(User.username == value.removeprefix("@")[:40])
    return db.session.scalar(found)


class SnoozeForm(HearthForm):
    """Until when it may rest, and why."""

    until = HiddenField()
    note = Line(most=assigning.NOTE_LIMIT, least=0)

    def validate_until(self, field: HiddenField) -> None:
        if read_promise(field.data or "") is None:
            raise ValidationError(_("Please choose a time within the next 90 days."))


@bp.get("/queue/<int:thread_id>/hand-over")
@with_thread(policy.can_link)
def show_hand_over(thread: Thread) -> str:
    """One page for giving it away, putting it off and handing it back."""
    _clock(thread.id)
    return render_template("desk/hand_over.html", **_shown(thread))


@bp.post("/queue/<int:thread_id>/assignment")
@with_thread(policy.can_link)
def assign(thread: Thread) -> Any:
    _clock(thread.id)
    form = HandOverForm()
    if not form.validate():
        return refuse("desk/hand_over.html", **_shown(thread, form=form))
    try:
        with writing():
            _give(thread, form)
    except load.Full as reason:
        form.to.errors = [str(reason.said)]
        return refuse("desk/hand_over.html", **_shown(thread, form=form), full=True)
    except assigning.CannotBeGiven as reason:
        form.to.errors = [str(reason.said)]
        return refuse("desk/hand_over.html", **_shown(thread, form=form))
    flash(_("Handed over."))
    return see_other("/queue")


def _give(thread: Thread, form: HandOverForm) -> None:
    meant, note = receiver(form.to.data or ""), form.note.data or ""
    if meant is None:
        raise assigning.CannotBeGiven
    if isinstance(meant, Group):
        assigning.assign_to_group(thread, meant, me(), note)
    else:
        assigning.assign_to_person(thread, meant, me(), note, anyway=form.anyway.data)


@bp.delete("/queue/<int:thread_id>/assignment")
@with_thread(policy.can_link)
def hand_back(thread: Thread) -> Any:
    note = clean_line(request.form.get("note", ""))
    with writing():
        assigning.hand_back(thread.id, me(), note)
    flash(_("Handed back to everybody."))
    return see_other("/queue")


@bp.post("/queue/<int:thread_id>/snooze")
@with_thread(policy.can_link)
def snooze(thread: Thread) -> Any:
    _clock(thread.id)
    form = SnoozeForm()
    if not form.validate():
        return refuse("desk/hand_over.html", **_shown(thread, form=form))
    until = read_promise(form.until.data or "") or now()
    with writing():
        back = snoozing.snooze(_clock(thread.id), me(), until, form.note.data or "")
    words = moment_words(back, our_coverage().zone, now())
    flash(_("It is back in the queue: %(moment)s.", moment=words))
    return see_other("/queue")


@bp.delete("/queue/<int:thread_id>/snooze")
@with_thread(policy.can_link)
def wake(thread: Thread) -> Any:
    with writing():
        snoozing.wake(thread.id)
    return see_other(local_path(request.form.get("next"), thread.path))


@bp.post("/queue/next")
def take_next() -> Any:
    """Claim the best free item and go there."""
    seen = request.form.get("without", "")
    without = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    try:
        with writing():
            path = next_best.take_next(me(), without)
    except load.Full as reason:
        flash(_("%(full)s Answer one, or hand one back.", full=reason.said), "warning")
        return see_other("/queue/mine")
    if path is None:
        flash(_("Nothing waits that nobody is on."), "info")
    return see_other(path or "/queue")


@bp.post("/queue/mine/return")
def hand_back_all() -> Any:
    note = clean_line(request.form.get("note", ""))
    with writing():
        count = assigning.hand_back_all(me(), note)
    flash(_("Handed back: %(count)d", count=count))
    return see_other("/queue/mine")


def _clock(thread_id: int) -> DeskClock:
    clock = db.session.get(DeskClock, thread_id)
    if clock is None:
        raise NoLongerWaiting
    return clock


def _shown(thread: Thread, form: Any = None) -> dict[str, Any]:
    item, edges = queue.item(thread.id)
    return {
        "form": form,
        "thread": thread,
        "item": item,
        "edges": edges,
        "receivers": receivers(),
        "rests": rests(),
        "claim": claiming.standing_claim(thread.id),
    }


def rests() -> list[tuple[str, str]]:
    """When it may come back: in a while, or when we work again tomorrow and after the weekend."""
    hours, moment = our_coverage(), now()
    offered = [(f"+{minutes}", say_promise(minutes)) for minutes in RESTS]
    for days in (1, 4):
        back = hours.next_on(_midnight(moment, days, hours.zone))
        offered.append((back.isoformat(), moment_words(back, hours.zone, moment)))
    return list({text: (value, text) for value, text in offered}.values())


def _midnight(moment: datetime, days: int, zone: Any) -> datetime:
    local = moment.astimezone(zone) + timedelta(days=days)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(moment.tzinfo)

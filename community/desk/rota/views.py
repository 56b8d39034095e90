"""`/queue/rota`: who is on duty when, who is on call, and where the plan has holes."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden

from community import guards, panels
from community.accounts.models import User
from community.answering import see_other
from community.clock import now
from community.desk import assigning
from community.desk.hours.reading import our_coverage
from community.desk.policy import can_lead
from community.desk.rota import keeping, load, reading
from community.desk.rota.forms import ChangeForm, WeekForm
from community.desk.rota.models import Roster, RotaChange
from community.desk.rota.showing import holes_words, week_of
from community.extensions import db, writing
from community.forms import refuse

PATH = "/queue/rota"
bp = guards.staff_blueprint("rota", __name__)
decided = guards.guarded_blueprint("rota_set", __name__, can_lead)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(decided)
    app.jinja_env.globals["nobody_on_call"] = next_holes
    panels.add("layout.staff", "desk/rota/_way.html", _way, order=19, pure=True)


def _way(lit: Any) -> dict[str, Any] | None:
    return {"here": lit == "rota"} if guards.staff_only(guards.me()) else None


def next_holes() -> list[str]:
    """When nobody is on call within the next seven days."""
    moment, known = now(), reading.people()
    holes = reading.nobody_on_call(known, moment, moment + timedelta(days=7))
    return holes_words(holes, our_coverage().zone)


@bp.get(PATH)
def show_rota() -> str:
    first = _monday(request.args.get("week", ""))
    known = reading.people(first)
    return render_template(
        "desk/rota/rota.html",
        week=week_of(known, first),
        kept=reading.is_kept(known),
        before=(first - timedelta(days=7)).isoformat(),
        after=(first + timedelta(days=7)).isoformat(),
        first=first,
        people=known,
        colleagues=assigning.colleagues(),
        zone=our_coverage().zone.key,
        may_decide=can_lead(guards.me()),
    )


@bp.get(f"{PATH}/<int:user_id>")
def show_person(user_id: int) -> str:
    person = _load(user_id)
    return render_template("desk/rota/person.html", **_page(person, _week_form(person), None))


@decided.post(f"{PATH}/<int:user_id>")
def set_week(user_id: int) -> Any:
    person, form = _load(user_id), WeekForm()
    if not form.validate_on_submit():
        return refuse("desk/rota/person.html", form, **_page(person, form, None, with_form=False))
    words = (form.zone.data or "", form.hours.data or "", form.on_call.data or "")
    try:
        with writing():
            keeping.set_week(person, *words, form.limit, guards.me())
    except keeping.NotOfStaff:
        abort(404)
    flash(_("Saved."))
    return see_other(PATH)


@bp.post(f"{PATH}/<int:user_id>/changes")
def change_days(user_id: int) -> Any:
    person = _mine(user_id)
    form = ChangeForm()
    if not form.validate_on_submit():
        page = _page(person, _week_form(person), form, with_form=False)
        return refuse("desk/rota/person.html", form, **page)
    words = (form.hours.data or "", form.on_call.data or "", form.note.data or "")
    try:
        with writing():
            keeping.change_days(person, *form.days, *words, guards.me())
    except keeping.NotOfStaff:
        abort(404)
    flash(_("Noted."))
    return see_other(f"{PATH}/{user_id}")


@bp.delete(f"{PATH}/changes/<int:change_id>")
def take_back(change_id: int) -> Any:
    row = db.session.get(RotaChange, change_id) if change_id < 2**31 else None
    if row is None:
        abort(404)
    person = _mine(row.user_id)
    with writing():
        keeping.take_back(db.session.get_one(RotaChange, change_id), guards.me())
    flash(_("The usual week holds again."))
    return see_other(f"{PATH}/{person.id}")


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = now().astimezone(our_coverage().zone).date()
    if not 2000 <= day.year <= 2100:
        abort(404)
    return day - timedelta(days=day.weekday())


def _load(user_id: int) -> User:
    person = db.session.get(User, user_id) if user_id < 2**31 else None
    if person is None or not person.is_staff or person.closed_at:
        abort(404)
    return person


def _mine(user_id: int) -> User:
    """One's own days, or anybody's for who leads the desk."""
    person = _load(user_id)
    if person.id != guards.me().id and not can_lead(guards.me()):
        raise Forbidden
    return person


def _week_form(person: User) -> WeekForm:
    roster = db.session.get(Roster, person.id)
    zone = person.time_zone or our_coverage().zone.key
    if roster is None:
        return WeekForm(formdata=None, zone=zone)
    return WeekForm(
        formdata=None,
        zone=roster.zone,
        hours=roster.hours,
        on_call=roster.on_call,
        load_limit=roster.load_limit or "",
    )


def _page(
    person: User, week: WeekForm, change: ChangeForm | None, with_form: bool = True
) -> dict[str, Any]:
    known = next((one for one in reading.people() if one.id == person.id), None)
    form = {"form": change or week} if with_form else {}
    return {
        "person": person,
        "week": week,
        "change": change or ChangeForm(formdata=None),
        "changes": known.changes if known else [],
        "zone": ZoneInfo(known.zone).key if known else week.zone.data,
        "load": load.load_of(person.id),
        "limit": load.limit_of(person.id),
        "may_decide": can_lead(guards.me()),
        "may_change": can_lead(guards.me()) or person.id == guards.me().id,
        **form,
    }

"""`/queue/targets`: how soon we want to reply, who leads, who is on call."""

from typing import Any

from flask import Flask, abort, current_app, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from wtforms import IntegerField, ValidationError

from community import guards, panels
from community.accounts.models import User
from community.answering import see_other
from community.desk import duties, follow_up_promises, promising, targeting
from community.desk.hours import setting
from community.desk.models import Duty, Target
from community.desk.policy import can_lead
from community.desk.timing import our_coverage, targets_for
from community.extensions import db, writing
from community.forms import Choice, HearthForm, Line, refuse
from community.forum.models import Category

PATH = "/queue/targets"
seen = guards.staff_blueprint("targets", __name__)
decided = guards.guarded_blueprint("target_changes", __name__, can_lead)


def init_app(app: Flask) -> None:
    app.register_blueprint(seen)
    app.register_blueprint(decided)
    panels.add("layout.staff", "desk/_targets_way.html", _way, order=15, pure=True)


def _way(lit: Any) -> dict[str, Any] | None:
    return {"here": lit == "targets"} if guards.staff_only(guards.me()) else None


class Minutes(IntegerField):
    """Covered minutes of a target; says what is wrong in words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            raise ValidationError(_("Please write whole minutes, such as 240 for four hours."))
        if self.data < 1:
            raise ValidationError(_("Nobody replies in no time: one minute is the least."))
        if self.data > targeting.LONGEST:
            raise ValidationError(
                _("At most %(most)d minutes: longer is no target.", most=targeting.LONGEST)
            )


class TargetForm(HearthForm):
    """A target for a category and a tier; empty means every one."""

    category = Choice(_l("Category"))
    tier = Choice(_l("Tier"))
    first_reply = Minutes(_l("First reply, in covered minutes"))
    follow_up = Minutes(_l("Reply to a follow-up, in covered minutes"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        rooms = db.session.execute(select(Category.id, Category.name).order_by(Category.position))
        self.category.choices = [("", _("Every category")), *((str(i), name) for i, name in rooms)]
        known = {*targeting.tiers(), *(row.Target.tier for row in targeting.standing())} - {None}
        self.tier.choices = [("", _("Every tier")), *((tier, tier) for tier in sorted(known))]


class DutyForm(HearthForm):
    """A colleague and what they take on."""

    username = Line(_l("Username of a colleague"), most=30)
    duty = Choice(_l("Duty"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.duty.choices = [("lead", _("Leads the desk")), ("on_call", _("Is on call"))]


@seen.get(PATH)
def show_targets() -> str:
    return render_template("desk/targets.html", **_page(_form_for(request.args.get("edit"))))


@decided.post(PATH)
def set_target() -> Any:
    form = TargetForm()
    if not form.validate_on_submit():
        return refuse("desk/targets.html", **_page(form))
    category_id = int(form.category.data) if form.category.data else None
    numbers = (form.first_reply.data or 0, form.follow_up.data or 0)
    if not setting.fits(max(numbers), category_id):
        form.first_reply.errors = [_("With our hours this would take more than a year.")]
        return refuse("desk/targets.html", **_page(form))
    with writing():
        targeting.set_target(category_id, form.tier.data or None, *numbers, guards.me().id)
    flash(_("Set. Open deadlines follow within moments."))
    return see_other(PATH)


@decided.delete(f"{PATH}/<int:target_id>")
def remove_target(target_id: int) -> Any:
    with writing():
        target = db.session.get(Target, target_id) or abort(404)
        targeting.remove_target(target, guards.me().id)
    flash(_("Removed. What is less exact holds again."))
    return see_other(PATH)


@decided.post(f"{PATH}/<int:target_id>/promise")
def promise_target(target_id: int) -> Any:
    try:
        with writing():
            target = db.session.get(Target, target_id) or abort(404)
            promising.promise(target, guards.me().id)
    except promising.NotEarned as reason:
        flash(str(reason), "warning")
    else:
        flash(_("Promised: askers read by when they have their first reply."))
    return see_other(PATH)


@decided.delete(f"{PATH}/<int:target_id>/promise")
def withdraw_promise(target_id: int) -> Any:
    with writing():
        target = db.session.get(Target, target_id) or abort(404)
        promising.withdraw(target, guards.me().id)
    flash(_("Withdrawn. Askers read what is usual."))
    return see_other(PATH)


@decided.post(f"{PATH}/<int:target_id>/follow-up-promise")
def promise_follow_ups(target_id: int) -> Any:
    try:
        with writing():
            target = db.session.get(Target, target_id) or abort(404)
            row = follow_up_promises.of_target(target.id)
            follow_up_promises.promise(row, guards.me().id)
    except promising.NotEarned as reason:
        flash(str(reason), "warning")
    else:
        flash(_("Promised: askers read by when they have a reply to a follow-up."))
    return see_other(PATH)


@decided.delete(f"{PATH}/<int:target_id>/follow-up-promise")
def withdraw_follow_ups(target_id: int) -> Any:
    with writing():
        target = db.session.get(Target, target_id) or abort(404)
        follow_up_promises.withdraw(follow_up_promises.of_target(target.id), guards.me().id)
    flash(_("Withdrawn. Askers read what is usual."))
    return see_other(PATH)


@decided.post("/queue/duties")
def give_duty() -> Any:
    form = DutyForm()
    if form.validate_on_submit() and _given(form):
        return see_other(f"{PATH}#duties")
    return refuse("desk/targets.html", **{**_page(_form_for(None)), "form": form, "about": form})


@decided.delete("/queue/duties/<int:duty_id>")
def end_duty(duty_id: int) -> Any:
    if db.session.get(Duty, duty_id) is None:
        abort(404)
    with writing():
        duties.end(duty_id, guards.me())
    return see_other(f"{PATH}#duties")


def _given(form: DutyForm) -> bool:
    name = (form.username.data or "").removeprefix("@").lower()
    try:
        with writing():
            person = db.session.scalar(select(User).where(func.lower(User.username) == name))
            if person is None:
                form.username.errors = [_("There is nobody called “%(name)s” here.", name=name)]
                return False
            duties.give(person, form.duty.data, guards.me())
    except duties.NotOfStaff:
        form.username.errors = [_("Only who works the queue can take on a duty.")]
        return False
    return True


def _form_for(target_id: str | None) -> TargetForm:
    """Filled with what is to be changed, or with what holds for everybody."""
    number = int(target_id) if target_id and target_id.isdecimal() and len(target_id) < 9 else 0
    target = db.session.get(Target, number) if number else None
    if target is None:
        usual = targets_for(0, None)
        return TargetForm(formdata=None, first_reply=usual.first_reply, follow_up=usual.follow_up)
    return TargetForm(
        formdata=None,
        category=str(target.category_id or ""),
        tier=target.tier or "",
        first_reply=target.first_reply,
        follow_up=target.follow_up,
    )


def _page(form: TargetForm) -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    return {
        "form": form,
        "target_form": form,
        "duty_form": DutyForm(formdata=None),
        "targets": targeting.standing(),
        "usual": (settings.first_reply_minutes, settings.follow_up_minutes),
        "hours": our_coverage(),
        "why_not": promising.why_not,
        "follow_ups": follow_up_promises.by_target(),
        "nothing_known": follow_up_promises.FollowUpPromise(),
        "duties": duties.standing(),
        "called": bool(duties.on_call()),
        "owner": settings.owner_email,
        "may_decide": can_lead(guards.me()),
    }

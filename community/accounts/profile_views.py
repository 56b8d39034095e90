"""The page of a person, and what moderators may do about them."""

from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, render_template
from flask_babel import gettext as _

from community.accounts import people, suspending
from community.accounts.forms import SuspensionForm
from community.accounts.models import Organisation, User
from community.accounts.policy import can_suspend
from community.accounts.views import bp
from community.answering import see_other
from community.clock import now
from community.extensions import db, writing
from community.forms import refuse
from community.guards import allow, everyone, me, moderators_only


@bp.get("/u/<username>")
@allow(everyone)
def show_person(username: str) -> Any:
    person = _person(username)
    if person.username != username:
        return see_other(f"/u/{person.username}")
    return render_template("accounts/show_person.html", **_values(person, me()))


@bp.get("/u/<username>/suspension")
@allow(moderators_only)
def ask_suspension(username: str) -> str:
    person = _suspendable(username)
    return render_template("accounts/suspend.html", form=SuspensionForm(), person=person)


@bp.post("/u/<username>/suspension")
@allow(moderators_only)
def suspend(username: str) -> Any:
    person, form = _suspendable(username), SuspensionForm()
    if not form.validate():
        return refuse("accounts/suspend.html", form, person=person)
    until = now() + timedelta(days=int(form.days.data))
    by = me()
    with writing():
        suspending.suspend(person, until, by, form.reason.data)
    flash(_("%(name)s is suspended.", name=person.name))
    return see_other(f"/u/{person.username}")


@bp.delete("/u/<username>/suspension")
@allow(moderators_only)
def lift_suspension(username: str) -> Response:
    person, by = _suspendable(username), me()
    with writing():
        suspending.lift(person, by)
    flash(_("%(name)s may sign in again.", name=person.name))
    return see_other(f"/u/{person.username}")


def _person(username: str) -> User:
    return people.by_username(username) or abort(404)


def _suspendable(username: str) -> User:
    person = _person(username)
    return person if can_suspend(me(), person) else abort(403)


def _values(person: User, reader: User | None) -> dict[str, Any]:
    """The organisation is shown to staff and to the person alone."""
    close = reader is not None and (reader.is_staff or reader.id == person.id)
    found = db.session.get(Organisation, person.organisation_id or 0) if close else None
    return {
        "person": person,
        "organisation": found,
        "may_suspend": can_suspend(reader, person),
        "is_own": reader is not None and reader.id == person.id,
    }

"""`/queue/groups`: who shares items with whom."""

from typing import Any

from flask import Flask, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community import guards, panels
from community.answering import see_other
from community.desk import assigning
from community.desk.groups import keeping, reading
from community.desk.groups.models import Group
from community.desk.groups.policy import can_change_group
from community.desk.policy import can_lead
from community.extensions import db, writing
from community.forms import HearthForm, Line, refuse
from community.forum.models import Category

PATH = "/queue/groups"
bp = guards.staff_blueprint("groups", __name__)
decided = guards.guarded_blueprint("groups_made", __name__, can_lead)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(decided)
    panels.add("layout.staff", "desk/groups/_way.html", _way, order=17, pure=True)


def _way(lit: Any) -> dict[str, Any] | None:
    return {"here": lit == "groups"} if guards.staff_only(guards.me()) else None


class GroupForm(HearthForm):
    """Name and purpose; people and categories are ticked."""

    name = Line(_l("Name"), most=60)
    about = Line(_l("What it is for"), most=200, least=0)


@bp.get(PATH)
def show_groups() -> str:
    return render_template("desk/groups/groups.html", **_list(GroupForm(formdata=None)))


@decided.post(PATH)
def make_group() -> Any:
    form = GroupForm()
    made = _kept(form, None) if form.validate() else None
    if made is None:
        return refuse("desk/groups/groups.html", **_list(form))
    flash(_("Made. Say who belongs to it."))
    return see_other(f"{PATH}/{made}")


@bp.get(f"{PATH}/<int:group_id>")
def show_group(group_id: int) -> str:
    group = _load(group_id)
    form = GroupForm(formdata=None, name=group.name, about=group.about)
    return render_template("desk/groups/group.html", **_one(group, form))


@bp.post(f"{PATH}/<int:group_id>")
def change_group(group_id: int) -> Any:
    group = _mine(group_id)
    form = GroupForm()
    if form.validate() and _kept(form, group_id):
        flash(_("Saved."))
        return see_other(PATH)
    return refuse("desk/groups/group.html", **_one(group, form))


@decided.delete(f"{PATH}/<int:group_id>")
def end_group(group_id: int) -> Any:
    with writing():
        keeping.end(_load(group_id), guards.me())
    flash(_("Ended. What was given to it is everybody's again."))
    return see_other(PATH)


def _kept(form: GroupForm, group_id: int | None) -> int | None:
    wish = keeping.Wish(
        form.name.data or "",
        form.about.data or "",
        _ticked("member"),
        _ticked("lead"),
        _ticked("category") & frozenset(db.session.scalars(select(Category.id))),
    )
    try:
        with writing():
            if group_id is None:
                return keeping.make(wish, guards.me()).id
            keeping.change(_load(group_id), wish, guards.me())
            return group_id
    except keeping.NameTaken:
        form.name.errors = [_("Another group has this name, or it has no letters.")]
    except keeping.NotOfStaff as who:
        form.name.errors = [_("%(name)s does not work the queue.", name=str(who))]
    return None


def _ticked(name: str) -> frozenset[int]:
    texts = request.form.getlist(name)[:500]
    return frozenset(int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 10)


def _load(group_id: int) -> Group:
    return (reading.find(group_id) if group_id < 2**31 else None) or abort(404)


def _mine(group_id: int) -> Group:
    group = _load(group_id)
    if not can_change_group(guards.me(), group_id):
        abort(403)
    return group


def _list(form: GroupForm) -> dict[str, Any]:
    return {"form": form, "groups": reading.told(), "may_decide": can_lead(guards.me())}


def _one(group: Group, form: GroupForm) -> dict[str, Any]:
    told = next(one for one in reading.told() if one.id == group.id)
    typed = request.method == "POST"
    rooms = db.session.execute(select(Category.id, Category.name).order_by(Category.position))
    kept = {person.id for person in told.members}
    return {
        "form": form,
        "group": told,
        "people": assigning.colleagues(),
        "rooms": [(number, name) for number, name in rooms],
        "members": _ticked("member") if typed else kept,
        "leads": _ticked("lead") if typed else {p.id for p in told.members if p.leads},
        "looked_after": _ticked("category") if typed else _rooms_of(group.id),
        "may_change": can_change_group(guards.me(), group.id),
        "may_decide": can_lead(guards.me()),
    }


def _rooms_of(group_id: int) -> set[int]:
    return set(db.session.scalars(reading.categories_of(group_id)))

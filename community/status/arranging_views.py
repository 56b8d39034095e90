"""`/status/components`: staff add, rename, order, archive and restore the parts of the page."""

from typing import Any

from flask import Flask, abort, flash, render_template
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from community import guards
from community.answering import see_other
from community.extensions import db, writing
from community.forms import refuse
from community.status import arranging, queries
from community.status.forms import ComponentForm, GroupForm
from community.status.models import Component, ComponentGroup
from community.status.ordering import Refused

bp = guards.staff_blueprint("status_components", __name__)
PATH = "/status/components"
GROUPS = "/status/component-groups"
PAGE = "status/components.html"
STEPS = {"up": -1, "down": 1}


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get(PATH)
def components() -> str:
    return render_template(PAGE, form=ComponentForm(), **_lists())


@bp.post(PATH)
def add_component() -> Response | tuple[str, int]:
    form = ComponentForm()
    if form.validate_on_submit():
        try:
            with writing():
                arranging.add_component(*_values(form), guards.me())
            return see_other(PATH)
        except Refused as refusal:
            form.name.errors = [str(refusal)]
    return refuse(PAGE, form, **_lists())


@bp.get(f"{PATH}/<int:component_id>")
def edit_component(component_id: int) -> str:
    row = db.get_or_404(Component, component_id)
    form = ComponentForm(name=row.name, description=row.description, group=str(row.group_id or ""))
    return render_template("status/edit_component.html", form=form, **_shown(row))


@bp.post(f"{PATH}/<int:component_id>")
def change_component(component_id: int) -> Response | tuple[str, int]:
    row, form = db.get_or_404(Component, component_id), ComponentForm()
    if form.validate_on_submit():
        try:
            with writing():
                arranging.change_component(row, *_values(form), guards.me())
            return see_other(PATH)
        except Refused as refusal:
            form.name.errors = [str(refusal)]
    return refuse("status/edit_component.html", form, **_shown(row))


@bp.post(f"{PATH}/<int:component_id>/archiving")
def archive_component(component_id: int) -> Response:
    row = db.get_or_404(Component, component_id)
    with writing():
        arranging.archive(row, guards.me())
        name = row.name
    flash(_("%(name)s is off the page. What happened to it stays in the history.", name=name))
    return see_other(PATH)


@bp.delete(f"{PATH}/<int:component_id>/archiving")
def restore_component(component_id: int) -> Response:
    row = db.get_or_404(Component, component_id)
    with writing():
        arranging.restore(row, guards.me())
    return see_other(PATH)


@bp.post(f"{PATH}/<int:component_id>/moves/<way>")
def move_component(component_id: int, way: str) -> Response:
    row = db.get_or_404(Component, component_id)
    with writing():
        if row.archived_at is None:
            arranging.move_component(row, _step(way), guards.me())
    return see_other(PATH)


@bp.post(GROUPS)
def add_group() -> Response | tuple[str, int]:
    form = GroupForm()
    if form.validate_on_submit():
        try:
            with writing():
                arranging.add_group(form.name.data, guards.me())
            return see_other(PATH)
        except Refused as refusal:
            form.name.errors = [str(refusal)]
    return refuse(PAGE, ComponentForm(formdata=None), **_lists(group_form=form))


@bp.post(f"{GROUPS}/<int:group_id>")
def rename_group(group_id: int) -> Response | tuple[str, int]:
    row, form = db.get_or_404(ComponentGroup, group_id), GroupForm()
    if form.validate_on_submit():
        try:
            with writing():
                arranging.rename_group(row, form.name.data, guards.me())
            return see_other(PATH)
        except Refused as refusal:
            form.name.errors = [str(refusal)]
    return refuse(PAGE, ComponentForm(formdata=None), **_lists(group_form=form))


@bp.delete(f"{GROUPS}/<int:group_id>")
def remove_group(group_id: int) -> Response:
    row = db.get_or_404(ComponentGroup, group_id)
    with writing():
        arranging.remove_group(row, guards.me())
    return see_other(PATH)


@bp.post(f"{GROUPS}/<int:group_id>/moves/<way>")
def move_group(group_id: int, way: str) -> Response:
    row = db.get_or_404(ComponentGroup, group_id)
    with writing():
        arranging.move_group(row, _step(way), guards.me())
    return see_other(PATH)


def _step(way: str) -> int:
    if way not in STEPS:
        abort(404)
    return STEPS[way]


def _values(form: ComponentForm) -> tuple[str, str, int | None]:
    known = {str(row.id): row.id for row in queries.groups()}
    return form.name.data, form.description.data or "", known.get(form.group.data or "")


def _lists(**more: Any) -> dict[str, Any]:
    """All that the page shows beside the form for a part."""
    archived = select(Component).where(Component.archived_at.is_not(None)).order_by(Component.name)
    return {
        "group_form": GroupForm(formdata=None),
        "components": queries.components(),
        "groups": queries.groups(),
        "archived": db.session.scalars(archived).all(),
    } | more


def _shown(row: Component) -> dict[str, Any]:
    return {
        "component": row,
        "groups": queries.groups(),
        "running": db.session.scalars(queries.touching(row.id)).all(),
    }

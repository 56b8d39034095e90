"""Where hand-overs may go: seen by staff, changed by leads, on the page of connections."""

from typing import Any

from flask import Flask, abort, flash
from flask_babel import gettext as _

from community import guards
from community.answering import see_other
from community.desk.connecting import PATH, page, refused
from community.desk.handing_over import destinations
from community.desk.handing_over.forms import DestinationForm
from community.desk.handing_over.models import Destination
from community.desk.policy import can_lead
from community.extensions import db, writing

bp = guards.guarded_blueprint("destinations", __name__, can_lead)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.post(f"{PATH}/destinations")
def add_destination() -> Any:
    form = DestinationForm()
    if not form.validate():
        return refused("destination_form", form)
    names = (form.name.data or "", form.kind.data, form.address.data or "", form.who.data)
    with writing():
        made = destinations.add(*names, guards.me())
        secret = destinations.secret(made) if made.kind == "webhook" else None
    return page(new_secret=secret, new_name=names[0]) if secret else see_other(PATH)


@bp.post(f"{PATH}/destinations/<int:destination_id>/secret")
def renew_secret(destination_id: int) -> Any:
    with writing():
        one = _standing(destination_id)
        destinations.renew_secret(one, guards.me())
        secret, name = destinations.secret(one), one.name
    return page(new_secret=secret, new_name=name)


@bp.delete(f"{PATH}/destinations/<int:destination_id>")
def end_destination(destination_id: int) -> Any:
    with writing():
        destinations.end(_standing(destination_id), guards.me())
    flash(_("Removed. Nothing goes there any more."))
    return see_other(PATH)


def _standing(destination_id: int) -> Destination:
    one = db.session.get(Destination, destination_id)
    if one is None or one.ended_at:
        abort(404)
    return one

"""The notices of a person, what they wish to hear, and the stop behind every mail."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _

from community.accounts.readers import reader_of
from community.answering import see_other
from community.extensions import csrf, writing
from community.guards import allow, everyone, me, signed_in
from community.notifications import stopping, wishes
from community.notifications.channels import in_app
from community.notifications.kinds import CHANNELS, kinds_for
from community.notifications.models import Notice
from community.pagination import keyset

notices = Blueprint("notices", __name__)


@notices.get("/notices")
@allow(signed_in)
def show_notices() -> Any:
    rows = in_app.rows_for(reader_of(me()))
    page = keyset(rows, [("id", Notice.id)], request.args.get("after"))
    return render_template("notifications/show_notices.html", page=page, path_of=in_app.path_of)


@notices.post("/notices/reading")
@allow(signed_in)
def read_all() -> Any:
    user_id = me().id
    with writing():
        in_app.read_all(user_id)
    return see_other("/notices")


@notices.post("/notices/<int:notice_id>/reading")
@allow(signed_in)
def read(notice_id: int) -> Any:
    """A beacon from the list; somebody else's notice is simply not there."""
    user_id = me().id
    with writing():
        in_app.read(user_id, notice_id)
    return "", 204


def settings_tab() -> tuple[str, str, str, int | None]:
    return ("notices", _("Notices"), "/settings/notices", None)


@notices.get("/settings/notices")
@allow(signed_in)
def show_wishes() -> Any:
    user = me()
    return render_template(
        "notifications/show_wishes.html", kinds=kinds_for(user), matrix=wishes.matrix(user)
    )


@notices.post("/settings/notices")
@allow(signed_in)
def keep_wishes() -> Any:
    """Boxes are named `<kind>.<channel>`; one that is not ticked is not sent."""
    user = me()
    ticked, user_id = set(request.form), user.id
    before, kinds = wishes.matrix(user), kinds_for(user)
    with writing():
        for kind in kinds:
            for channel in CHANNELS:
                wanted = f"{kind.name}.{channel}" in ticked
                if wanted != before[kind.name][channel]:
                    wishes.wish(user_id, kind.name, channel, wanted)
    flash(_("Saved."))
    return see_other("/settings/notices")


@notices.get("/stop/<key>")
@allow(everyone)
def show_stop(key: str) -> Any:
    stop = stopping.read(key) or abort(404)
    return render_template("notifications/show_stop.html", key=key, stop=stop)


@notices.post("/stop/<key>")
@csrf.exempt  # the key is the permission, and mail programs press this button by themselves
@allow(everyone)
def carry_out_stop(key: str) -> Any:
    """RFC 8058: one POST without cookie, token or sign-in."""
    stop = stopping.read(key) or abort(404)
    with writing():
        stopping.carry_out(stop)
    return render_template("notifications/show_stopped.html", stop=stop)

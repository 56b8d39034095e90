"""`/queue/connections`: the help desks, trackers and chats this community speaks with."""

from typing import Any

from flask import Flask, current_app, render_template

from community import guards, panels
from community.desk.chat import channels
from community.desk.chat.forms import ChannelForm
from community.desk.handing_over import destinations
from community.desk.handing_over.forms import DestinationForm
from community.desk.policy import can_lead
from community.forms import HearthForm

PATH = "/queue/connections"
bp = guards.staff_blueprint("connections", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    panels.add("layout.staff", "desk/_connections_way.html", _way, order=40, pure=True)


def _way(lit: Any) -> dict[str, Any] | None:
    return {"here": lit == "connections"} if guards.staff_only(guards.me()) else None


@bp.get(PATH)
def show_connections() -> str:
    return page()


def page(**values: Any) -> str:
    """Addresses without what is secret in them; forms for leads alone."""
    decides = can_lead(guards.me())
    shown: dict[str, Any] = {
        "destinations": destinations.shown(),
        "channels": channels.shown(),
        "masked": channels.masked,
        "may_decide": decides,
        "looks_up": current_app.config["SETTINGS"].customer_lookup_url,
        "form": None,
    }
    if decides:
        shown["destination_form"] = DestinationForm(formdata=None)
        shown["channel_form"] = ChannelForm(formdata=None, data={"whats": ["new", "late"]})
    return render_template("desk/connections.html", **{**shown, **values})


def refused(name: str, form: HearthForm) -> tuple[str, int]:
    """The page again with what was typed in one of its forms, and what is wrong with it."""
    return page(form=form, **{name: form}), 422

"""Channels of a chat: changed by leads, on the page of connections."""

from typing import Any

from flask import Flask, abort, flash
from flask_babel import gettext as _

from community import guards
from community.answering import see_other
from community.desk.chat import channels
from community.desk.chat.announcing import trial_body
from community.desk.chat.forms import ChannelForm
from community.desk.chat.handlers import deliver
from community.desk.chat.models import ChatChannel
from community.desk.connecting import PATH, refused
from community.desk.handing_over.slots import say_failure
from community.desk.policy import can_lead
from community.extensions import db, writing

bp = guards.guarded_blueprint("chat", __name__, can_lead)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.post(f"{PATH}/chats")
def add_channel() -> Any:
    form = ChannelForm()
    if not form.validate():
        return refused("channel_form", form)
    category_id = int(form.category.data) if form.category.data else None
    values = (form.name.data or "", form.format.data, form.url.data or "")
    with writing():
        channels.add(*values, category_id, form.whats.data or [], guards.me())
    flash(_("Added. Send a test message to see that it arrives."))
    return see_other(PATH)


@bp.post(f"{PATH}/chats/<int:channel_id>/test")
def send_test(channel_id: int) -> Any:
    """The one call that somebody waits for: five seconds at most, and no transaction is open."""
    channel = _standing(channel_id)
    url, body = channel.url, trial_body(channel)
    db.session.rollback()
    why, _again = deliver(url, body)
    if why is None:
        flash(_("The test message was taken. Look into your chat."))
    else:
        flash(_("The test message did not arrive. %(why)s", why=say_failure(why)), "warning")
    return see_other(PATH)


@bp.delete(f"{PATH}/chats/<int:channel_id>")
def end_channel(channel_id: int) -> Any:
    with writing():
        channels.end(_standing(channel_id), guards.me())
    flash(_("Removed. Nothing is said there any more."))
    return see_other(PATH)


def _standing(channel_id: int) -> ChatChannel:
    one = db.session.get(ChatChannel, channel_id)
    if one is None or one.ended_at:
        abort(404)
    return one

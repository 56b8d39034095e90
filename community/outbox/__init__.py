"""Facts others must hear of: written with the change, brought to each handler at least once."""

from flask import Flask

from community.outbox.handling import Later
from community.outbox.recording import record, record_all
from community.outbox.registry import on

__all__ = ["Later", "on", "record", "record_all"]


def init_app(app: Flask) -> None:
    from community import panels
    from community.guards import admins_only, me
    from community.outbox import commands, staff_views

    app.cli.add_command(commands.group)
    app.register_blueprint(staff_views.admin)
    panels.add(
        "layout.menu", "outbox/_menu.html", lambda _: {} if admins_only(me()) else None, pure=True
    )

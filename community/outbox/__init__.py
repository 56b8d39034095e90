"""Facts others must hear of: written with the change, brought to each handler at least once."""

from flask import Flask

from community.outbox.handling import Later
from community.outbox.recording import record
from community.outbox.registry import on

__all__ = ["Later", "on", "record"]


def init_app(app: Flask) -> None:
    from community.outbox.commands import group

    app.cli.add_command(group)

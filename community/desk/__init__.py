"""The queue: coverage, targets, due times, bands, claims, and what the asker may expect."""

from flask import Flask


def init_app(app: Flask) -> None:
    from community.desk import commands, handlers, models, slots, staff_views  # noqa: F401

    staff_views.init_app(app)
    slots.init_app(app)
    commands.init_app(app)

"""The command line: setup, serve, worker, seed, doctor. Rooms add their own groups."""

import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from community.home import server
from community.outbox.working import Worker


def init_app(app: Flask) -> None:
    for command in (setup, serve, worker):
        app.cli.add_command(command)


@click.command()
@with_appcontext
def setup() -> None:
    """Bring the database to the newest shape; a demo gets its community on the first start."""
    upgrade()
    click.echo("The database is ready.")
    if current_app.config["SETTINGS"].demo:
        pass


@click.command()
@with_appcontext
def serve() -> None:
    """Serve pages and sockets on HOST and PORT, with the worker inside unless WORKER_INSIDE=0."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    settings = app.config["SETTINGS"]
    inside = Worker(app) if settings.worker_inside else None
    try:
        server.serve(app, settings.host, settings.port, at_start=inside.start if inside else None)
    except server.CannotServe as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    finally:
        if inside:
            inside.stop()


@click.command()
@with_appcontext
def worker() -> None:
    """Bring events to their handlers, apart from the web processes, until SIGTERM or Ctrl-C."""
    working = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    working.start()
    click.echo(f"The worker listens on {len(working.threads)} lanes.")
    server.wait_for_stop()
    working.stop()

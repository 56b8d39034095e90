"""`flask announce`: news from the command line, when the web interface is down."""

import click
from flask import Flask
from flask.cli import with_appcontext

from community import offload
from community.clock import now
from community.extensions import writing
from community.forum.naming import slug_of
from community.news import announcing


def init_app(app: Flask) -> None:
    app.cli.add_command(announce)


@click.command()
@click.argument("title")
@click.option("--body", required=True)
@click.option("--banner/--no-banner", default=True)
@with_appcontext
def announce(title: str, body: str, banner: bool) -> None:
    """Publish an announcement now and print its id."""
    rendered = offload.render_here(body)
    until = now() + announcing.timedelta(days=announcing.BANNER_DAYS) if banner else None
    with writing():
        row = announcing.announce(
            title[:200], slug_of(title), body, rendered, None, banner_until=until
        )
        made = row.id
    click.echo(made)

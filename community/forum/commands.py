"""`flask categories set`, and `flask recount` to derive every thread's counts and states anew."""

import time
from collections.abc import Iterator
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import func, select

from community.extensions import db, writing
from community.forum.categories import LEVELS_TO_POST, LEVELS_TO_SEE, set_category
from community.forum.models import KINDS, Category, Thread
from community.forum.supporting import recompute

SLICE = 0.03  # seconds of work in one transaction, so that others get their turn within 50 ms

categories = AppGroup("categories", help="The rooms of the forum.")


def init_app(app: Flask) -> None:
    app.cli.add_command(categories)
    app.cli.add_command(recount_command)


@categories.command("set")
@click.argument("slug")
@click.option("--name", help="What people read.")
@click.option("--description", help="One sentence under the name.")
@click.option("--see", type=click.Choice(LEVELS_TO_SEE), help="Who may see it.")
@click.option("--post", type=click.Choice(LEVELS_TO_POST), help="Who may open threads there.")
@click.option("--kind", type=click.Choice(KINDS), help="The kind a new thread begins as.")
@click.option("--position", type=int, help="The order in lists.")
@with_appcontext
def set_command(slug: str, **values: Any) -> None:
    """Make a category, or change what is given of one that is there."""
    given = {name: value for name, value in values.items() if value is not None}
    try:
        with writing():
            made = set_category(slug, **given)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"{'Made' if made else 'Changed'} the category {slug}.")


@categories.command("list")
@with_appcontext
def list_command() -> None:
    """Every category with who may see and post."""
    for row in db.session.scalars(select(Category).order_by(Category.position, Category.id)):
        click.echo(
            f"{row.slug}\t{row.name}\tsee: {row.who_may_see}\tpost: {row.who_may_post}"
            f"\tkind: {row.default_kind}"
        )


@click.command("recount")
@with_appcontext
def recount_command() -> None:
    """Derive counts, times and support states of every thread anew."""
    whole = db.session.scalar(select(func.count()).select_from(Thread)) or 0
    with click.progressbar(length=whole, label="Counting") as bar:
        for count in recount_all():
            bar.update(count)
    click.echo(f"Counted {whole} threads.")


def recount_all() -> Iterator[int]:
    """In short transactions; tells after each how many threads it held."""
    last = 0
    while True:
        ids = list(
            db.session.scalars(
                select(Thread.id).where(Thread.id > last).order_by(Thread.id).limit(200)
            )
        )
        if not ids:
            return
        last = ids[-1]
        while ids:
            yield _recount_some(ids)


def _recount_some(ids: list[int]) -> int:
    """Take threads off the list until the time of one transaction is over."""
    begun, count = time.monotonic(), 0
    with writing():
        while ids and time.monotonic() - begun < SLICE:
            recompute(db.session.get_one(Thread, ids.pop(0)))
            count += 1
    return count

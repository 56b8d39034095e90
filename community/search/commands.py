"""`flask search rebuild` and `flask search check`."""

import contextlib
import sys
from collections.abc import Iterator

import click
from flask import Flask
from flask.cli import AppGroup

from community.search import engine, rebuilding

group = AppGroup("search", help="The search index: build it anew, compare it.")


def init_app(app: Flask) -> None:
    app.cli.add_command(group)


@group.command()
def rebuild() -> None:
    """Build the index anew beside the live one and swap it in."""
    try:
        with _progress("Indexing") as report:
            count = rebuilding.rebuild(report, _putting_in_place)
    except engine.CannotBuild as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except rebuilding.AlreadyRebuilding:
        click.echo("The index is already being built by another process.", err=True)
        sys.exit(1)
    click.echo(f"The index holds {count} threads.")


def _putting_in_place() -> None:
    click.echo("\nPutting it in place, which takes some minutes where there are many threads.")


@group.command()
def check() -> None:
    """Compare the index with the database and mend what differs."""
    try:
        with _progress("Comparing") as report:
            found = rebuilding.check(report)
    except engine.IndexMissing:
        click.echo("There is no usable index. Run: flask search rebuild", err=True)
        sys.exit(1)
    if found.is_clean:
        click.echo(f"The index agrees with the database: {found.threads} threads.")
        return
    click.echo(
        f"Mended {found.missing} missing, {found.stale} outdated and {found.left_over} left-over "
        f"of {found.threads} threads."
    )


@contextlib.contextmanager
def _progress(label: str) -> Iterator[rebuilding.Report]:
    """A bar on a terminal, plain lines elsewhere."""
    if not sys.stdout.isatty():
        last = [0]

        def say(done: int, total: int) -> None:
            if done - last[0] >= 1000 or done == total:
                last[0] = done
                click.echo(f"{label}: {done} of {total} threads")

        yield say
        return
    with click.progressbar(length=1, label=label) as bar:

        def move(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield move

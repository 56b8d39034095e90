"""`flask import <format> PATH`: bring a community in; `flask claim-link`: hand an account over."""

import re
import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import select

from community.extensions import db, writing
from community.forum.models import Category
from community.imports import claiming
from community.imports.adapters import ADAPTERS
from community.imports.bringing_in import Run
from community.imports.records import BrokenSource, Report

SHOWN_PROBLEMS = 20


def init_app(app: Flask) -> None:
    app.cli.add_command(import_)
    app.cli.add_command(claim_link)


@click.command("import")
@click.argument("format", type=click.Choice(sorted(ADAPTERS)))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--source", help="A short name for where it comes from; part of the old addresses.")
@click.option("--category", help="The category's slug; made when it is not there.")
@click.option("--host", "hosts", multiple=True, help="A host the texts link to. May be repeated.")
@click.option("--problems", type=click.Path(path_type=Path), help="Write every problem to a file.")
@with_appcontext
def import_(
    format: str,
    path: Path,
    source: str | None,
    category: str | None,
    hosts: tuple[str, ...],
    problems: Path | None,
) -> None:
    """Import a community. Safe to repeat: what is here already is kept."""
    source = source or slug(path.name)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", source):
        raise click.UsageError("--source: lower-case letters, digits and dashes only.")
    report = Report()
    try:
        adapter = ADAPTERS[format](path, report)
    except BrokenSource as error:
        raise click.ClickException(str(error)) from error
    run = Run(source, category_id(category or source), report, hosts)
    steps = Steps()
    run.everything(adapter, steps.step)
    steps.end()
    for line in report.lines():
        click.echo(line)
    _tell_problems(report, problems)


class Steps:
    """A line that counts on a terminal, a plain line now and then elsewhere."""

    def __init__(self) -> None:
        self.done = self.said = 0
        self.live = sys.stderr.isatty()

    def step(self, more: int) -> None:
        self.done += more
        if self.live:
            click.echo(f"\r{self.done} posts", nl=False, err=True)
        elif self.done - self.said >= 1000:
            self.said = self.done
            click.echo(f"{self.done} posts", err=True)

    def end(self) -> None:
        if self.live:
            click.echo(err=True)


def _tell_problems(report: Report, to: Path | None) -> None:
    if to:
        to.write_text("\n".join(report.problems) + "\n", encoding="utf-8")
    for line in report.problems[:SHOWN_PROBLEMS]:
        click.echo(line, err=True)
    more = len(report.problems) - SHOWN_PROBLEMS
    if more > 0:
        click.echo(f"… and {more} more (--problems FILE writes them all)", err=True)


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "import"


def category_id(wanted: str) -> int:
    found = db.session.scalar(select(Category.id).where(Category.slug == slug(wanted)))
    if found:
        return found
    with writing():
        made = Category(slug=slug(wanted), name=wanted[:80].replace("-", " ").capitalize())
        made.position = 100
        db.session.add(made)
        db.session.flush()
        return made.id


@click.command("claim-link")
@click.argument("source")
@click.argument("external_id")
@click.argument("email")
@with_appcontext
def claim_link(source: str, external_id: str, email: str) -> None:
    """Mail a link by which EMAIL takes over the account that was imported from SOURCE."""
    with writing():
        problem = claiming.offer(source, external_id, email)
    if problem:
        raise click.ClickException(problem)
    click.echo("The link is on its way.")

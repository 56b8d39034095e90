"""`flask targets`: how soon we want to reply, by category and tier."""

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from community.desk import targeting, timing
from community.desk.models import Target
from community.extensions import db, writing
from community.forum.models import Category

MINUTES = click.IntRange(1, targeting.LONGEST)
targets = AppGroup("targets", help="Response targets in covered minutes.")


def init_app(app: Flask) -> None:
    app.cli.add_command(targets)


@targets.command("set")
@click.option("--category", help="The category's slug; without it, every category.")
@click.option("--tier", help="The organisations' tier; without it, everyone.")
@click.option("--first-reply", type=MINUTES, required=True)
@click.option("--follow-up", type=MINUTES, required=True)
def set_target(category: str | None, tier: str | None, first_reply: int, follow_up: int) -> None:
    """Set how soon we want to reply, and move the open deadlines with it."""
    room = db.session.scalar(select(Category).where(Category.slug == category))
    if category and room is None:
        raise click.UsageError(f"There is no category {category!r}.")
    category_id = room.id if room else None
    with writing():
        targeting.set_target(category_id, tier, first_reply, follow_up, by_id=None)
    click.echo("Set. Open deadlines follow as soon as a worker is at work.")


@targets.command("list")
def list_targets() -> None:
    """What is set, the settings' defaults last."""
    for row in db.session.execute(
        select(Category.slug, Target.tier, Target.first_reply, Target.follow_up)
        .select_from(Target)
        .outerjoin(Category, Category.id == Target.category_id)
    ):
        click.echo(f"{row.slug or '*'}\t{row.tier or '*'}\t{row.first_reply}\t{row.follow_up}")
    defaults = timing.targets_for(0, None)
    click.echo(f"default\t*\t{defaults.first_reply}\t{defaults.follow_up}")

"""`flask outbox status` and `flask outbox replay`."""

import sys
from datetime import timedelta

import click
from flask.cli import AppGroup, with_appcontext

from community.clock import now
from community.extensions import writing
from community.outbox import looking
from community.outbox.registry import handlers
from community.outbox.replaying import replay

group = AppGroup("outbox", help="Events on their way to their handlers.")


@group.command()
@with_appcontext
def status() -> None:
    """What waits in each lane, since when, and what nobody could handle."""
    states = looking.lanes()
    width = max((len(state.lane) for state in states), default=4)
    click.echo(f"{'lane':<{width}}  waiting    due   oldest   dead  last error")
    for state in states:
        note = state.last_error or ("" if state.known else "(nobody listens here any more)")
        click.echo(
            f"{state.lane:<{width}}  {state.waiting:>7}  {state.due:>5}  {_short(state.oldest):>7}"
            f"  {state.dead:>5}  {note}".rstrip()
        )
    for row in looking.dead_ones():
        said = looking.last_line(row.last_error)
        click.echo(f"dead: --id {row.id} {row.lane} {row.name}{row.payload} {said}")
    for worker in looking.workers():
        click.echo(
            f"worker {worker.pid} on {worker.host}, seen {_short(now() - worker.beat_at)} ago"
        )
    if not looking.workers():
        click.echo("no worker is running")


@group.command("replay")
@click.option("--lane", help="Only this lane.")
@click.option("--id", "handling_id", type=int, help="Only this handling, even if it is done.")
@with_appcontext
def replay_command(lane: str | None, handling_id: int | None) -> None:
    """Try dead handlings again."""
    if lane is not None and lane not in handlers:
        click.echo(f"No lane is called {lane}; `flask outbox status` lists them.", err=True)
        sys.exit(2)
    with writing():
        count = replay(lane, handling_id)
    if handling_id is not None and not count:
        click.echo(f"There is no handling {handling_id}.", err=True)
        sys.exit(1)
    click.echo(f"{count} to be handled again.")


def _short(span: timedelta | None) -> str:
    if span is None:
        return "-"
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"

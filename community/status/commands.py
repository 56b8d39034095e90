"""`flask incident …` and `flask components …`: they work when the web interface does not."""

from datetime import datetime

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from community import offload
from community.extensions import db, writing
from community.status import arranging, planning, reporting, snapshot
from community.status.models import (
    COMPONENT_STATES,
    MAINTENANCE_STAGES,
    STAGES,
    Component,
    ComponentGroup,
    Incident,
)
from community.status.moments import company_zone, read_local
from community.status.ordering import Refused

incident = AppGroup("incident", help="Open, update and resolve incidents.")
components = AppGroup("components", help="The parts of the product on the status page.")


def init_app(app: Flask) -> None:
    app.cli.add_command(incident)
    app.cli.add_command(components)


@incident.command("open")
@click.argument("title")
@click.option("--component", "parts", multiple=True, metavar="NAME=STATE", help="May be repeated.")
@click.option("--body", default="We are looking into it.", show_default=True)
@click.option("--stage", type=click.Choice(STAGES), default="investigating")
def open_(title: str, parts: tuple[str, ...], body: str, stage: str) -> None:
    """Open an incident and print its id."""
    states, rendered = _states(parts), offload.render_here(body)
    with writing():
        made = reporting.open_incident(title[:200], body, rendered, states, None, stage).id
    snapshot.spread()  # the worker that would do it may be down as well
    click.echo(made)


@incident.command("update")
@click.argument("incident_id", type=int)
@click.option("--body", required=True)
@click.option("--stage", type=click.Choice(STAGES + MAINTENANCE_STAGES))
@click.option("--component", "parts", multiple=True, metavar="NAME=STATE")
def update(incident_id: int, body: str, stage: str | None, parts: tuple[str, ...]) -> None:
    """Add an update to an incident."""
    _add(incident_id, stage, body, parts)


@incident.command("resolve")
@click.argument("incident_id", type=int)
@click.option("--body", default="This is over. Thank you for your patience.", show_default=True)
def resolve(incident_id: int, body: str) -> None:
    """End an incident, or planned work; its components work again unless another holds them."""
    found = db.session.get(Incident, incident_id)
    _add(incident_id, "completed" if found and found.is_maintenance else "resolved", body, ())


@incident.command("plan")
@click.argument("title")
@click.option("--from", "starts", required=True, metavar="TIME", help="2026-11-30T02:00")
@click.option("--until", "ends", required=True, metavar="TIME")
@click.option("--component", "parts", multiple=True, metavar="NAME", help="May be repeated.")
@click.option("--body", required=True)
def plan(title: str, starts: str, ends: str, parts: tuple[str, ...], body: str) -> None:
    """Announce planned work, which begins and ends by itself; print its id.

    Times are those of TIME_ZONE, unless they carry a zone of their own.
    """
    known = _states(tuple(f"{part}=under_maintenance" for part in parts))
    begin, end = _time(starts), _time(ends, is_end=True)
    rendered = offload.render_here(body)
    try:
        with writing():
            made = planning.plan(title[:200], body, rendered, known, begin, end, None).id
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    snapshot.spread()
    click.echo(made)


def _time(text: str, is_end: bool = False) -> datetime:
    try:
        return read_local(text, company_zone(), is_end)
    except ValueError:
        raise click.UsageError(f"{text!r} is no time: write 2026-11-30T02:00.") from None


def _add(incident_id: int, stage: str | None, body: str, parts: tuple[str, ...]) -> None:
    found = db.session.get(Incident, incident_id)
    if found is None:
        raise click.ClickException(f"There is no incident {incident_id}.")
    states, rendered = _states(parts), offload.render_here(body)
    try:
        with writing():
            reporting.update_incident(found, stage or found.stage, body, rendered, states, None)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    snapshot.spread()
    click.echo(incident_id)


def _states(parts: tuple[str, ...]) -> dict[int, str]:
    """`Login=major_outage` as the component's id and its state."""
    known = {c.name.lower(): c.id for c in db.session.scalars(select(Component))}
    states = {}
    for part in parts:
        name, equals, state = part.rpartition("=")
        if not equals or state not in COMPONENT_STATES:
            choice = ", ".join(COMPONENT_STATES)
            raise click.UsageError(f"{part!r}: write NAME=STATE, with a STATE of {choice}.")
        if name.strip().lower() not in known:
            raise click.UsageError(f"There is no component {name!r}.")
        states[known[name.strip().lower()]] = state
    return states


@components.command("archive")
@click.argument("name")
def archive_component(name: str) -> None:
    """Take a component off the page; its history stays."""
    row = db.session.scalar(select(Component).where(Component.name == name))
    if row is None:
        raise click.ClickException(f"There is no component {name!r}.")
    with writing():
        arranging.archive(row, None)
    snapshot.spread()
    click.echo(row.id)


@components.command("set")
@click.argument("name")
@click.option("--group")
@click.option("--description")
@click.option("--position", type=int)
def set_component(
    name: str, group: str | None, description: str | None, position: int | None
) -> None:
    """Add a component, or change what is given of one that is there."""
    with writing():
        row = db.session.scalar(select(Component).where(Component.name == name))
        row = row or Component(name=name)
        if description is not None:
            row.description = description
        if position is not None:
            row.position = position
        if group is not None:
            row.group_id = _group(group).id if group else None
        db.session.add(row)
        db.session.flush()
        arranging.announce()
    snapshot.spread()
    click.echo(row.id)


def _group(name: str) -> ComponentGroup:
    found = db.session.scalar(select(ComponentGroup).where(ComponentGroup.name == name))
    if found is None:
        found = ComponentGroup(name=name)
        db.session.add(found)
        db.session.flush()
    return found

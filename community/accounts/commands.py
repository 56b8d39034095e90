"""`flask users …` and `flask organisations …`: people and companies as the host says."""

import sys
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from community.accounts import naming, organisations, passwords, people, roles, sessions, suspending
from community.accounts.models import ROLES, User
from community.clock import now
from community.extensions import writing
from community.forms import clean_line, is_mail

users = AppGroup("users", help="People: make, grant, revoke, suspend, lift, sign-out, trust.")
companies = AppGroup("organisations", help="Customers' companies: set, assign.")
the_role = click.argument("role", type=click.Choice(ROLES))
the_email = click.argument("email")


def init_app(app: Flask) -> None:
    app.cli.add_command(users)
    app.cli.add_command(companies)


def with_person(command: Any) -> Any:
    """Turn the argument EMAIL into the person, in one write transaction."""

    @wraps(command)
    def found(email: str, **values: Any) -> None:
        with writing():
            user = people.by_email(email) or people.by_username(email)
            if user is None:
                raise click.ClickException(f"Nobody here has the address {email}.")
            said = command(user, **values)
        click.echo(said)

    return found


@users.command("create")
@the_email
@click.option("--name", help="Shown beside every post.")
@click.option("--username", help="For @mentions and the profile's address.")
@click.option("--role", "wanted", multiple=True, type=click.Choice(ROLES), help="May be repeated.")
@click.option("--department", help="On the badge of the team.")
@click.option("--title", help="On the badge of the team.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(
    email: str,
    name: str | None,
    username: str | None,
    wanted: tuple[str, ...],
    department: str | None,
    title: str | None,
    password_stdin: bool,
) -> None:
    """Make a person whose address counts as confirmed."""
    if not is_mail(email):
        raise click.BadParameter(f"{email} is no mail address.", param_hint="EMAIL")
    password_hash = _read_password() if password_stdin else None
    with writing():
        if people.by_email(email):
            raise click.ClickException(f"{email} has an account already.")
        user = people.find_or_make_by_email(email)
        people.confirm_email(user)
        user.username = _username(username, user)
        user.name = clean_line(name or "")[: naming.NAME_MOST] or user.username
        user.password_hash = password_hash
        user.department, user.title = department, title
        for role in wanted:
            roles.grant(user, role)
        said = f"Made {user.name} ({user.username}), {user.roles.replace(',', ', ')}."
    click.echo(said)


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < passwords.MIN_LENGTH:
        raise click.ClickException(
            f"The password needs at least {passwords.MIN_LENGTH} characters."
        )
    return passwords.hash_password(password)


def _username(wish: str | None, user: User) -> str:
    """The host may call people as it likes, `support` included; only the letters are fixed."""
    if wish is None:
        return user.username
    if not naming.is_wellformed(wish):
        raise click.BadParameter("2 to 30 of A-Z a-z 0-9 _ . -", param_hint="--username")
    if naming.is_username_taken(wish, user):
        raise click.ClickException(f"Someone is called {wish} already.")
    return wish


@users.command("grant")
@the_email
@the_role
@with_person
def grant(user: User, role: str) -> str:
    """Give a role."""
    roles.grant(user, role)
    return f"{user.username} is now {user.roles.replace(',', ', ')}."


@users.command("revoke")
@the_email
@the_role
@with_person
def revoke(user: User, role: str) -> str:
    """Take a role."""
    roles.revoke(user, role)
    return f"{user.username} is now {user.roles.replace(',', ', ')}."


@users.command("suspend")
@the_email
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="That moment.")
@click.option("--days", type=click.IntRange(1, 36_500), help="So many days from now.")
@click.option("--reason", default="", help="For the journal.")
@with_person
def suspend(user: User, until: datetime | None, days: int | None, reason: str) -> str:
    """Keep a person out for a while and end their sessions."""
    if (until is None) == (days is None):
        raise click.UsageError("Give either --until or --days.")
    zone = ZoneInfo(current_app.config["SETTINGS"].time_zone)
    end = now() + timedelta(days=days) if days else until.replace(tzinfo=zone)  # type: ignore[union-attr]
    if end <= now():
        raise click.BadParameter("That moment has passed.", param_hint="--until")
    suspending.suspend(user, end, reason=reason)
    return f"{user.username} is suspended until {end:%Y-%m-%d %H:%M} and signed out everywhere."


@users.command("lift")
@the_email
@with_person
def lift(user: User) -> str:
    """End a suspension early."""
    suspending.lift(user)
    return f"{user.username} may sign in."


@users.command("sign-out")
@the_email
@with_person
def sign_out(user: User) -> str:
    """End every session of a person."""
    sessions.end_all(user.id, "by_host")
    return f"{user.username} is signed out everywhere."


@users.command("trust")
@the_email
@click.option("--take-back", is_flag=True)
@with_person
def trust(user: User, take_back: bool) -> str:
    """Make someone a trusted customer, or no longer."""
    (organisations.distrust if take_back else organisations.trust)(user)
    return f"{user.username} is {'no longer ' if take_back else ''}a trusted customer."


@companies.command("set")
@click.argument("external_id")
@click.option("--name")
@click.option("--tier")
@click.option("--plan")
@click.option("--product", "products", multiple=True, help="May be repeated; replaces the list.")
def set_organisation(external_id: str, products: tuple[str, ...], **values: str | None) -> None:
    """Make an organisation, or change what is given."""
    with writing():
        firm = organisations.keep(external_id, products=products or None, **values)
        said = f"{firm.name}: tier {firm.tier or '-'}, plan {firm.plan or '-'}, " + (
            ", ".join(firm.products) or "no products"
        )
    click.echo(said)


@companies.command("assign")
@the_email
@click.argument("external_id", required=False)
@click.option("--none", "nobody", is_flag=True, help="They belong to no organisation.")
@with_person
def assign(user: User, external_id: str | None, nobody: bool) -> str:
    """Say whose customer a person is."""
    if nobody == bool(external_id):
        raise click.UsageError("Give either EXTERNAL_ID or --none.")
    firm = organisations.find(external_id) if external_id else None
    if external_id and firm is None:
        raise click.ClickException(f"There is no organisation {external_id}.")
    organisations.assign(user, firm)
    return f"{user.username} belongs to {firm.name if firm else 'no organisation'}."

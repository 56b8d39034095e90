"""What the composer asks for while somebody writes: a preview, and names after an @."""

from typing import Any

from flask import current_app, render_template, request
from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from werkzeug.exceptions import UnprocessableEntity

from community import ratelimit
from community.accounts.models import User
from community.extensions import db
from community.forms import clean_text
from community.forum.blueprint import pages
from community.forum.rendering import shown_to_its_author
from community.guards import allow, everyone, me, signed_in

NAMES = 6


@pages.post("/preview")
@allow(everyone)
def preview() -> Any:
    """What readers will see, by the same renderer."""
    source = clean_text(request.form.get("body", ""))
    if len(source) > current_app.config["SETTINGS"].post_limit:
        raise UnprocessableEntity
    html = shown_to_its_author(source).html if source else ""
    return render_template("forum/preview.html", html=html, empty=_("Nothing to preview yet."))


@pages.get("/mentions")
@allow(signed_in)
def suggest_names() -> str:
    """People whose user name or name begins like this."""
    ratelimit.spend("search", me().id)
    begin = request.args.get("q", "")[:30].lower()
    people = _people(begin) if begin else []
    return render_template("forum/mentions.html", people=people)


def _people(begin: str) -> Any:
    statement = (
        select(User.username, User.name)
        .where(
            or_(
                func.lower(User.username).startswith(begin, autoescape=True),
                func.lower(User.name).startswith(begin, autoescape=True),
            ),
            User.closed_at.is_(None),
        )
        .order_by(User.username)
        .limit(NAMES)
    )
    return db.session.execute(statement).all()

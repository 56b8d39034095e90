"""The fields of the company's own system on a customer's card: a frame, fetched after the page."""

from flask import Flask, abort, render_template
from sqlalchemy import func, select

from community import guards
from community.accounts.models import User
from community.desk import asking_the_host
from community.extensions import db

bp = guards.staff_blueprint("host_card", __name__)


def init_app(app: Flask) -> None:
    asking_the_host.check_settings(app)
    app.register_blueprint(bp)


@bp.get("/queue/customers/<username>")
def show_host_card(username: str) -> str:
    """Without scripts a page of its own."""
    found = select(User).where(func.lower(User.username) == username.lower()[:30])
    person = db.session.scalar(found)
    if person is None or person.closed_at:
        abort(404)
    name, handle = person.name, person.username
    known = asking_the_host.known_of(person)
    return render_template("desk/host_card.html", name=name, username=handle, known=known)

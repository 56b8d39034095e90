"""The demo's one help desk: a team that is reached by mail."""

from community.accounts.models import User
from community.desk.handing_over import destinations
from community.extensions import db


def settle() -> None:
    """Inside writing()."""
    admin = db.session.query(User).filter_by(username="admin").one()
    destinations.add("Firmware team", "mail", "firmware@example.com", "name", admin)

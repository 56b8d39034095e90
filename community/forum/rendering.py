"""Turn what somebody typed into what readers get, outside any transaction."""

from flask import current_app
from sqlalchemy import func, select

from community import offload
from community.accounts.models import User
from community.extensions import db
from community.markup import Rendered, find_mentions


def rendered(source: str) -> Rendered:
    """Render in a helper process, with the people whose names the text holds."""
    known = _known(find_mentions(source))
    db.session.rollback()  # a slow text must not hold a transaction open
    settings = current_app.config["SETTINGS"]
    return offload.render(source, known=known, root=settings.root_path, site=settings.public_url)


def _known(names: list[str]) -> list[str]:
    if not names:
        return []
    lower = {name.lower() for name in names}
    found = select(User.username).where(
        func.lower(User.username).in_(lower), User.closed_at.is_(None)
    )
    return list(db.session.scalars(found))

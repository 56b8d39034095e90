"""Turn what somebody typed into what readers get, outside any transaction."""

from flask import current_app
from sqlalchemy import func, select

from community import offload, ratelimit
from community.accounts.models import User
from community.attachments.models import Upload
from community.extensions import db
from community.guards import me
from community.markup import Rendered, find_mentions, find_uploads


def rendered(source: str) -> Rendered:
    """Render in a helper process, with the people whose names the text holds."""
    settings = current_app.config["SETTINGS"]
    root, site = settings.root_path, settings.public_url
    known, sizes = _known(find_mentions(source)), _sizes(find_uploads(source), root)
    db.session.rollback()  # a slow text must not hold a transaction open
    return offload.render(source, known=known, root=root, site=site, sizes=sizes)


def shown_to_its_author(source: str) -> Rendered:
    """Rendered only to be looked at, which anybody may ask for again and again: within limits,
    since a slow text takes a helper for two seconds and others wait for it."""
    user = me()
    who = user.id if user else ratelimit.address()
    ratelimit.spend("preview", who)
    ratelimit.look("slow_text", who)
    made = rendered(source)
    if made.failed:
        ratelimit.spend("slow_text", who)
    return made


def _known(names: list[str]) -> list[str]:
    if not names:
        return []
    lower = {name.lower() for name in names}
    found = select(User.username).where(
        func.lower(User.username).in_(lower), User.closed_at.is_(None)
    )
    return list(db.session.scalars(found))


def _sizes(keys: list[str], root: str) -> dict[str, tuple[int, int]]:
    if not keys:
        return {}
    found = db.session.scalars(select(Upload).where(Upload.key.in_(keys)))
    return {f"{root}{upload.path}": (upload.width, upload.height) for upload in found}

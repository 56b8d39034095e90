"""Make and change categories."""

import re

from flask_babel import gettext as _

from community.extensions import db
from community.forum.models import Category

LEVELS_TO_SEE = ("everyone", "members", "staff")
LEVELS_TO_POST = ("members", "staff")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def set_category(
    slug: str,
    name: str | None = None,
    description: str | None = None,
    see: str | None = None,
    post: str | None = None,
    kind: str | None = None,
    position: int | None = None,
) -> bool:
    """Change what is given; answers whether the category is new. Inside writing()."""
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        raise ValueError("A slug has small letters, digits and single hyphens, at most 60.")
    category = db.session.query(Category).filter_by(slug=slug).one_or_none()
    made = category is None
    if category is None:
        last = db.session.query(db.func.max(Category.position)).scalar() or 0
        category = Category(slug=slug, name=name or slug.capitalize(), position=last + 1)
        db.session.add(category)
    changes = {
        "name": name,
        "description": description,
        "who_may_see": see,
        "who_may_post": post,
        "default_kind": kind,
        "position": position,
    }
    for column, value in changes.items():
        if value is not None:
            setattr(category, column, value)
    db.session.flush()
    return made


def make_first_category() -> None:
    """Nobody can ask where there is no category. Inside writing()."""
    if db.session.query(Category.id).first() is None:
        set_category("questions", name=_("Questions"))

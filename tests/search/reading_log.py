"""The search log as tests read it."""

import re

from sqlalchemy import select

from community.extensions import db
from community.search import log
from community.search.log_models import Search


def rows() -> list[Search]:
    """What was noted, written and read."""
    log.flush()
    db.session.expire_all()
    return list(db.session.scalars(select(Search).order_by(Search.searched_at, Search.id)))


def key_on(answer, default=False) -> str:
    """The key of the search a page or fragment belongs to."""
    found = re.search(r"search=([0-9a-f]{32})", answer.text)
    assert found or default, answer.text
    return found[1] if found else "0" * 32

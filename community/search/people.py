"""Whether somebody is called what was typed: a line that leads to what they opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from community.accounts.models import User
from community.accounts.readers import Reader
from community.extensions import db, is_sqlite
from community.forum.models import Thread
from community.forum.queries import listed, visible_to
from community.search.language import Said, Wish

MOST_WORDS = 4  # of a name
SHOWN = 3


@dataclass(frozen=True)
class Person:
    """One whose name was typed."""

    name: str
    username: str

    @property
    def query(self) -> str:
        return str(Wish("author", self.username))


def called(said: Said, reader: Reader) -> list[Person]:
    """People with this username or name, or with this first name, who opened something that this
    reader may find; whoever did not, or is gone, is named to nobody."""
    name = _name(said)
    if not name:
        return []
    wrote = exists().where(Thread.author_id == User.id, visible_to(reader), listed())
    found = select(User.name, User.username).where(_is_called(name), User.closed_at.is_(None))
    exact = func.lower(User.username) != name.lower()  # False sorts first
    rows = db.session.execute(found.where(wrote).order_by(exact, User.id).limit(SHOWN))
    return [Person(row.name, row.username) for row in rows]


def _name(said: Said) -> str:
    """What was typed, where it may be a name: a few plain words and nothing else."""
    if said.wishes or said.excluded or any(piece.quoted for piece in said.pieces):
        return ""
    words: Sequence[str] = [piece.value for piece in said.pieces]
    return " ".join(words).removeprefix("@") if 0 < len(words) <= MOST_WORDS else ""


def _is_called(name: str) -> Any:
    """Condition over User, which indexes on lower case answer. SQLite lowers only a to z, so that
    other letters are asked for as they are typed and as names begin."""
    lower, shown = func.lower(User.username), func.lower(User.name)
    forms = {name.lower(), _lowered(name), _lowered(name.title())}
    begun = (_begins(shown, f"{one} ") for one in forms)
    return or_(lower.in_(forms), shown.in_(forms), *begun)


def _begins(column: Any, text: str) -> Any:
    if is_sqlite():  # its LIKE knows no case, and so uses no index
        return and_(column >= text, column < f"{text[:-1]}!")
    return column.startswith(text, autoescape=True)


def _lowered(text: str) -> str:
    """As SQLite lowers it."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)

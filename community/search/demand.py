"""What is wanted and not there: by thread, and by phrase. Shown from five different people on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from community.accounts.models import User
from community.clock import now
from community.extensions import apart, db
from community.forum.models import Category, Thread
from community.forum.queries import listed
from community.search import marks
from community.search.log_models import Search
from community.search.log_writing import WAITING

LEAST = 5  # different people; fewer may be one person's own words
WINDOW = marks.WEEK
OPENED_BY_FEW = 0.1  # share of the searches that opened something: nobody finds it there
SHOWN = 50


@dataclass(frozen=True)
class Gap:
    """A phrase that many look for and find nothing, or nothing they open."""

    stems: str
    words: str
    people: int
    results: int
    asked: int


def people_wanting(thread_id: int) -> int:
    """How many people's searches ended on this thread in seven days while it had no answer; 0
    while they are fewer than five."""
    people = select(_people()).where(Search.thread_id == thread_id, *_counted(), Search.unanswered)
    count = db.session.scalar(people) or 0
    return count if count >= LEAST else 0


def wanted_threads() -> Sequence[Row[Any]]:
    """Threads without an answer that searches end on, the most wanted first; for staff."""
    people = _people().label("people")
    wanted = (
        select(Search.thread_id, people)
        .where(*_counted(), Search.unanswered)
        .group_by(Search.thread_id)
        .having(people >= LEAST)
        .subquery()
    )
    statement = (
        select(
            Thread.id,
            Thread.slug,
            Thread.title,
            Thread.support_state,
            Thread.me_too,
            Thread.created_at,
            Category.name.label("category"),
            User.name.label("asker"),
            wanted.c.people,
        )
        .join(wanted, wanted.c.thread_id == Thread.id)
        .join(Category, Category.id == Thread.category_id)
        .join(User, User.id == Thread.author_id)
        .where(listed(), Thread.support_state.in_(WAITING))
        .order_by((wanted.c.people + Thread.me_too).desc(), Thread.id)
        .limit(SHOWN)
    )
    return db.session.execute(apart(statement)).all()


def gaps() -> list[Gap]:
    """Phrases of seven days that lead nowhere, the most wanted first. The last looks decide: what
    was written meanwhile, and is opened, closes the gap."""
    people = _people().label("people")
    opened = func.count(Search.thread_id)
    statement = (
        select(Search.stems, people, func.count().filter(Search.led_to == "asked").label("asked"))
        .where(*_of_pages())
        .group_by(Search.stems)
        .having(people >= LEAST, opened <= func.count() * OPENED_BY_FEW)
        .order_by(people.desc(), Search.stems)
        .limit(2 * SHOWN)
    )
    found = db.session.execute(apart(statement)).all()
    phrases = [row.stems for row in found]
    last, said = _last_looks(phrases), _said(phrases)
    return [
        Gap(row.stems, said[row.stems], row.people, last[row.stems][0].results, row.asked)
        for row in found
        if all(look.thread_id is None for look in last[row.stems])
    ][:SHOWN]


def _last_looks(phrases: list[str]) -> dict[str, list[Row[Any]]]:
    """Of each phrase its last searches, the last one first."""
    place = func.row_number().over(
        partition_by=Search.stems, order_by=(Search.searched_at.desc(), Search.id.desc())
    )
    one = (
        select(Search.stems, Search.results, Search.thread_id, place.label("place"))
        .where(*_of_pages(), Search.stems.in_(phrases))
        .subquery()
    )
    last = select(one).where(one.c.place <= LEAST).order_by(one.c.place)
    looks: dict[str, list[Row[Any]]] = {}
    for row in db.session.execute(apart(last)):
        looks.setdefault(row.stems, []).append(row)
    return looks


def _of_pages() -> tuple[ColumnElement[bool], ...]:
    """Conditions over Search: sent, and with words."""
    return *_counted(), Search.way == "page", Search.stems != ""


def _said(phrases: list[str]) -> dict[str, str]:
    """Of each phrase the form that most people typed."""
    statement = (
        select(Search.stems, Search.words)
        .where(*_of_pages(), Search.stems.in_(phrases))
        .group_by(Search.stems, Search.words)
        .order_by(_people(), Search.words.desc())
    )
    return {row.stems: row.words for row in db.session.execute(apart(statement))}


def _counted() -> tuple[ColumnElement[bool], ...]:
    """Conditions over Search: of people (neither team nor crawlers), in the window."""
    return Search.who == "person", Search.searched_at > now() - WINDOW


def _people() -> ColumnElement[int]:
    return func.count(func.distinct(marks.mark_in_window(now())))

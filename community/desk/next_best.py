"""The best item nobody is on: taken in one step, so that two never get the same."""

from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, or_

from community.accounts.models import User
from community.clock import now
from community.desk import claiming, queue
from community.desk.bands import Edges
from community.desk.customers_first.leaving import left
from community.desk.groups.reading import of_person
from community.desk.models import Claim, DeskClock
from community.desk.rota import load
from community.desk.rota import reading as rota
from community.desk.together_models import Assignment
from community.extensions import db
from community.forum.models import Thread, thread_path

TRIED = 25  # of the best: as many colleagues may be quicker in one moment


def take_next(user: User, without: int | None = None) -> str | None:
    """The path of the item this person has now, or None where nothing is free. Inside writing().
    `without`: the one that was just looked at. Raises load.Full: who has enough gets no more."""
    if load.is_full(user.id):
        raise load.Full(load.say_full(user.id))
    for row in _free(user, without):
        if not claiming.take_free(row.id, user):
            continue
        item, _edges = queue.item(row.id)
        if item is not None and item.claimed_by_id == user.id:
            return thread_path(row.id, row.slug)
        claiming.release(row.id, user)  # somebody answered in this very moment
    return None


def _left_alone(edges: Edges) -> ColumnElement[bool]:
    """Given to somebody who is not on duty, and due within half an hour or late."""
    working = rota.on_duty()
    if working is None:
        return false()
    absent = [one.id for one in rota.people() if one.id not in working]
    return and_(Assignment.to_id.in_(absent), DeskClock.due_at <= edges.soon)


def _free(user: User, without: int | None) -> list[Row[Any]]:
    edges = Edges.here(now())
    nobodys = and_(Assignment.to_id.is_(None), Assignment.group_id.is_(None))
    ours = Assignment.group_id.in_(of_person(user.id))
    for_me = or_(nobodys, Assignment.to_id == user.id, ours, _left_alone(edges))
    statement = queue.rows(edges).where(Claim.id.is_(None), for_me, ~left(edges.moment, edges.soon))
    if without is not None:
        statement = statement.where(Thread.id != without)
    return list(db.session.execute(statement.order_by(*edges.order()).limit(TRIED)))

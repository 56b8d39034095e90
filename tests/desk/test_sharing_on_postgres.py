"""PostgreSQL lets agents reach for the queue at the same moment: nobody gets what another has."""

import threading

import pytest

from community.accounts.models import User
from community.desk import next_best, timing
from community.desk.models import Claim
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category
from tests.forum.conftest import rendered
from tests.forum.test_posting_on_postgres import big_app  # noqa: F401

pytestmark = pytest.mark.postgres
ITEMS = 12


def test_of_many_who_take_the_next_best_each_gets_another(big_app):  # noqa: F811
    ana = db.session.query(User).filter_by(username="ana").one()
    staff = [db.session.query(User.id).filter_by(username=name).scalar() for name in ("sam", "mia")]
    category = db.session.query(Category).filter_by(slug="help").one()
    with writing():
        for n in range(ITEMS):
            title = f"Why is it number {n}?"
            thread = posting.ask(ana, category, "question", title, rendered("x"), "x")
            db.session.flush()
            timing.set_clock(thread.id)
    ready, paths = threading.Barrier(6), []

    def work(user_id: int) -> None:
        with big_app.app_context():
            ready.wait()
            while True:
                with writing():
                    path = next_best.take_next(db.session.get(User, user_id))
                if path is None:
                    return
                paths.append(path)

    threads = [threading.Thread(target=work, args=[staff[i % 2]]) for i in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()
    assert len(paths) == len(set(paths)) == ITEMS
    assert db.session.query(Claim).filter_by(released_at=None).count() == ITEMS

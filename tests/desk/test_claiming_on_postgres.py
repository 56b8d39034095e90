"""PostgreSQL lets two people claim at the same moment: one of them is told who was quicker."""

import threading

import pytest
from werkzeug.exceptions import Conflict

from community.accounts.models import User
from community.desk import claiming
from community.desk.models import Claim
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category
from tests.forum.conftest import rendered
from tests.forum.test_posting_on_postgres import big_app  # noqa: F401

pytestmark = pytest.mark.postgres


def test_of_many_at_once_one_gets_the_claim(big_app):  # noqa: F811
    ana = db.session.query(User).filter_by(username="ana").one()
    staff = [db.session.query(User.id).filter_by(username=name).scalar() for name in ("sam", "mia")]
    category = db.session.query(Category).filter_by(slug="help").one()
    with writing():
        thread_id = posting.ask(ana, category, "question", "Why?", rendered("x"), "x").id
    ready, answers = threading.Barrier(8), []

    def claim(user_id: int) -> None:
        with big_app.app_context():
            user = db.session.get(User, user_id)
            ready.wait()
            try:
                with writing():
                    claiming.take(thread_id, user)
                answers.append(user_id)
            except Conflict:
                answers.append(None)

    threads = [threading.Thread(target=claim, args=[staff[i % 2]]) for i in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()
    holder = db.session.query(Claim).one().by_id
    assert len(answers) == 8
    assert set(answers) <= {holder, None}

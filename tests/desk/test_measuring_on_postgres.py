"""PostgreSQL reckons what is usual, and moves deadlines, as SQLite does."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import User
from community.desk import duties, expecting, measuring, targeting
from community.desk.models import DeskClock, Target, UsualWait
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category, Thread
from community.outbox.working import drain
from tests.desk.test_measuring import NOON
from tests.forum.conftest import rendered
from tests.forum.test_posting_on_postgres import big_app  # noqa: F401

pytestmark = pytest.mark.postgres


def person(name: str) -> User:
    return db.session.query(User).filter_by(username=name).one()


def asked() -> int:
    category = db.session.query(Category).filter_by(slug="help").one()
    with writing():
        thread = posting.ask(person("ana"), category, "question", "Why?", rendered("x"), "x")
        return thread.id


def test_targets_expectations_and_duties_work_there_too(big_app):  # noqa: F811
    for weeks in range(1, 8):
        for day in range(5):
            with clock.set_to(NOON - timedelta(days=weeks * 7 + 1 - day % 3)):
                thread_id = asked()
            with clock.set_to(clock.now()), writing():
                thread = db.session.get(Thread, thread_id)
                with clock.set_to(thread.created_at + timedelta(minutes=33)):
                    posting.reply(thread, person("ben"), "Yes", rendered("Yes"), intent="answer")
    with clock.set_to(NOON):
        with writing():
            targeting.set_target(None, None, 60, 120, person("admin").id)
            targeting.set_target(None, None, 90, 120, person("admin").id)
            duties.give(person("sam"), "lead", person("admin"))
        thread_id = asked()
        drain()
        measuring.measure(measuring.MeasuringDue(again=False))
        assert db.session.query(Target).one().first_reply == 90
        assert db.session.query(UsualWait).count() > 0
        clock_row = db.session.get(DeskClock, thread_id)
        assert clock_row.due_at == NOON + timedelta(minutes=90)
        said = expecting.expectation(db.session.get(Thread, thread_id))
        assert (said.case, said.minutes) == ("usual", 40)

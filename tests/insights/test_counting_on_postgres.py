"""PostgreSQL counts as SQLite does."""

from datetime import timedelta

import pytest
from flask import Flask

from community import clock
from community.accounts.models import User
from community.accounts.readers import reader_of
from community.extensions import db, writing
from community.forum import accepting, posting
from community.forum.models import Category, Thread
from community.insights import asking, counting, lists, showing
from community.insights.figures import FIGURES, OF_NOW
from tests.forum.conftest import rendered
from tests.forum.test_posting_on_postgres import big_app  # noqa: F401
from tests.insights.written import NOON

pytestmark = pytest.mark.postgres


def person(name: str) -> User:
    return db.session.query(User).filter_by(username=name).one()


def question(at, answered=None, by="ben", solved=False) -> None:
    category = db.session.query(Category).filter_by(slug="help").one()
    with clock.set_to(at), writing():
        thread_id = posting.ask(person("ana"), category, "question", "Why?", rendered("x"), "x").id
    if answered:
        with clock.set_to(at + answered), writing():
            thread = db.session.get(Thread, thread_id)
            post = posting.reply(thread, person(by), "Yes", rendered("Yes"), intent="answer")
            if solved:
                accepting.accept(post, person("ana"))


def test_figures_lists_and_days_agree_there_too(big_app: Flask):  # noqa: F811
    minute, day = timedelta(minutes=1), timedelta(days=1)
    for one in range(1, 25):
        at = NOON - one * 3 * day
        question(at, one * 10 * minute if one % 3 else None, "sam" if one % 2 else "ben", one == 1)
    with clock.set_to(NOON):
        assert counting.count_everything(NOON) == 24
        counting.count_everything(NOON)
        counting.count_everything(NOON)
        counting.clear_old()
        reader = reader_of(person("sam"))
        view = asking.view_of({}, reader)
        told = showing.figures_of(view)
        for figure in FIGURES:
            for when in ("now",) if figure in OF_NOW else ("now", "before"):
                behind = lists.behind(view, asking.Wanted(figure, when, "", ()), reader)
                assert lists.count(behind) == told.count(figure, when), figure
        assert (told.asked, told.count("waiting"), told.count("solved")) == (24, 8, 1)
        assert told.wait()[1] is not None
        behind = lists.waiting(view, NOON, "all", reader)
        assert told.waiting_now == lists.count(behind) == 8
        rows = list(lists.all_rows(behind, lists.BEGAN))
        assert len(rows) == 8

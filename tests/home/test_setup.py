"""`flask setup` may be repeated on any database, and says in red what will hurt at night."""

import pytest
from flask_migrate import upgrade

from community import create_app
from community.accounts.models import User
from community.extensions import db, writing
from community.forum.models import Category
from config import Settings
from tests.cast import make_cast


@pytest.fixture
def set_up(tmp_path):
    """`set_up(owner_email=…)`: what the command answers, each time on the same database."""

    def run(**settings):
        app = create_app(
            Settings(secret_key="only-for-tests-0123456789abcdef", var_dir=tmp_path, **settings)
        )
        return app, app.test_cli_runner().invoke(args=["setup"])

    return run


def test_it_may_be_repeated_on_an_empty_and_on_a_filled_database(set_up):
    app, first = set_up(owner_email="owner@example.com")
    assert (first.exit_code, set_up(owner_email="owner@example.com")[1].exit_code) == (0, 0)
    with app.app_context():
        with writing():
            make_cast("x")
        people = db.session.query(User).count()
        assert set_up(owner_email="owner@example.com")[1].exit_code == 0
        upgrade()
        assert db.session.query(User).count() == people > 0


def test_an_owner_is_asked_for(set_up):
    assert "set OWNER_EMAIL" in set_up()[1].output
    assert "OWNER_EMAIL" not in set_up(owner_email="owner@example.com")[1].output


def test_people_can_ask_right_after_it(set_up):
    app, _ = set_up()
    set_up()
    with app.app_context():
        assert [c.slug for c in db.session.query(Category)] == ["questions"]
    assert app.test_client().get("/ask").status_code == 200


def test_categories_that_are_there_are_left_alone(set_up):
    app, _ = set_up()
    with app.app_context():
        with writing():
            db.session.query(Category).one().slug = "help"
        set_up()
        assert [c.slug for c in db.session.query(Category)] == ["help"]

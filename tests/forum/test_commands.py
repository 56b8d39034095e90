"""`flask categories` and `flask recount`."""

import pytest

from community.extensions import db, writing
from community.forum.models import Category


@pytest.fixture
def flask(app):
    def run(*args):
        result = app.test_cli_runner().invoke(args=args)
        db.session.rollback()
        return result

    return run


def category(slug):
    return db.session.query(Category).filter_by(slug=slug).one()


def test_a_category_is_made_and_then_changed(flask):
    assert flask("categories", "set", "news-desk", "--name", "News").exit_code == 0
    assert (category("news-desk").name, category("news-desk").who_may_see) == ("News", "everyone")
    flask("categories", "set", "news-desk", "--see", "staff", "--kind", "guide", "--post", "staff")
    made = category("news-desk")
    assert (made.name, made.who_may_see, made.who_may_post) == ("News", "staff", "staff")
    assert made.default_kind == "guide"
    assert "news-desk\tNews\tsee: staff" in flask("categories", "list").output


@pytest.mark.parametrize(
    "args", [("../x",), ("Big",), ("a" * 61,), ("ok", "--see", "nobody"), ("ok", "--kind", "x")]
)
def test_nonsense_is_misuse(flask, args):
    assert flask("categories", "set", *args).exit_code == 2


def test_recounting_mends_what_was_wrong(flask, forum):
    forum.ask()
    forum.reply("ben")
    with writing():
        forum.thread.public_posts = 77
        forum.thread.support_state = "closed"
    result = flask("recount")
    assert result.exit_code == 0
    assert "Counted 1 threads." in result.output
    assert (forum.thread.public_posts, forum.thread.support_state) == (2, "replied")

"""Kept pages go when what they show has changed, whoever changed it and how."""

import pytest
from sqlalchemy import update

from community.extensions import db, writing
from community.forum import closing, hiding, voting
from community.forum.models import Category, Post, Thread
from tests.forum.written import written_thread


@pytest.fixture
def two(cast):
    return written_thread(cast, title="The one"), written_thread(cast, title="The other")


@pytest.fixture
def kept(client, two):
    """Fill the cache; then ask which pages are still kept."""
    paths = {
        "one": f"/t/{two[0]}-my-printer",
        "feed": f"/t/{two[0]}-my-printer.atom",
        "other": f"/t/{two[1]}-my-printer",
        "front": "/",
        "list": "/c/help",
    }
    for path in paths.values():
        client.get(path)

    def still() -> set[str]:
        answers = {name: client.get(path) for name, path in paths.items()}
        return {n for n, answer in answers.items() if answer.headers["X-Hearth-Cache"] == "hit"}

    assert still() == set(paths)
    return still


def test_an_act_on_a_thread_drops_its_pages_and_the_lists(kept, two, cast):
    with writing():
        closing.close(db.session.get_one(Thread, two[0]), cast.sam)
    assert kept() == {"other"}


def test_a_vote_drops_its_thread(kept, two, cast):
    with writing():
        post = db.session.query(Post).filter_by(thread_id=two[0], number=1).one()
        voting.vote(post, cast.ben)
    assert "one" not in kept()


def test_hiding_is_seen_at_once(kept, two, cast, client):
    with writing():
        hiding.hide_thread(db.session.get_one(Thread, two[0]), cast.mia)
    assert client.get(f"/t/{two[0]}-my-printer").status_code == 404
    assert "The one" not in client.get("/").text


def test_what_changes_in_bulk_drops_every_page(kept, two):
    with writing():
        db.session.execute(update(Post).values(score=7))
    assert kept() == set()


def test_a_category_drops_every_page(kept, cast):
    with writing():
        db.session.query(Category).filter_by(slug="help").one().name = "Aid"
    assert kept() == set()


def test_what_was_rolled_back_drops_nothing(kept, two, cast):
    with pytest.raises(ZeroDivisionError), writing():
        closing.close(db.session.get_one(Thread, two[0]), cast.sam)
        raise ZeroDivisionError
    assert len(kept()) == 5


def test_reading_drops_nothing(kept, client, two):
    client.get(f"/t/{two[0]}-my-printer?page=1&x=1")
    assert len(kept()) == 5

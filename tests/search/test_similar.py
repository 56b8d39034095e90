"""Which questions are shown as similar, and when none is."""

import pytest

from community.accounts.readers import VISITOR
from community.extensions import db
from community.forum.models import Post
from community.search.similar import similar


@pytest.fixture
def crowd(shelf):
    """Enough other questions for words to be rare or common."""
    subjects = ("invoice", "delivery", "password", "camera", "battery", "wallet")
    for number in range(30):
        shelf.thread(f"Question {number} about my {subjects[number % 6]}", "please help " * 10)


def titles(title, body=""):
    return [one.title for one in similar(title, body, VISITOR)]


def test_what_has_nothing_to_do_with_it_shows_nothing(shelf, crowd):
    shelf.thread("Staking pool rewards are late", "the epoch ended two days ago")
    shelf.settle()
    assert titles("Rewards of my staking pool") == ["Staking pool rewards are late"]
    assert titles("How can I simulate a quantum gate with two days of training?") == []
    assert titles("How do I do that?") == [] and titles("") == []


def test_once_one_is_sure_lesser_ones_stand_beside_it(shelf, crowd):
    sure = shelf.thread("Printer prints empty pages", "ink is full")
    shelf.thread("Printer cartridge", "empty pages come out of it since ink was changed")
    shelf.settle()
    found = similar("Printer prints empty pages", "", VISITOR)
    assert found[0].thread_id == sure and len(found) == 2


def test_a_title_with_the_words_in_the_same_order_comes_first(shelf, crowd):
    shelf.thread("Reward of staking, pool of delays", "words")
    near = shelf.thread("Staking pool reward delays", "words")
    shelf.settle()
    assert similar("staking pool reward", "", VISITOR)[0].thread_id == near


def test_a_tag_says_what_it_is_about(shelf, crowd):
    shelf.thread("Where do I see the rewards", "it is about the pool")
    tagged = shelf.thread("Where do I see the rewards", "it is about the pool", tags=("staking",))
    shelf.thread("Staking", "the staking page")
    shelf.settle()
    found = [one.thread_id for one in similar("staking rewards", "", VISITOR)]
    assert tagged in found and found.index(tagged) == 0


def test_what_helped_many_comes_first_among_equals(shelf, crowd):
    shelf.thread("Staking rewards", "words")
    wanted = shelf.thread("Staking rewards", "words")
    shelf.thread("Staking rewards", "words")
    post = db.session.query(Post.id).filter_by(thread_id=wanted, number=1).scalar()
    shelf.change_post(post, score=7)
    shelf.settle()
    assert similar("staking rewards", "", VISITOR)[0].thread_id == wanted


def test_a_body_helps_a_vague_title(shelf, crowd):
    wanted = shelf.thread("It stopped working", "the thermostat shows error E7 after the update")
    shelf.settle()
    found = similar("It does not work", "my thermostat shows E7 since the update", VISITOR)
    assert [one.thread_id for one in found] == [wanted]

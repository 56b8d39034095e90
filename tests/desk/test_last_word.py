"""The customer's card says what they last said of an answer, with date and link."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.extensions import db, writing
from community.forum import accepting, hiding, telling
from community.forum.models import Post, Thread
from tests.desk.test_customers import card
from tests.forum.written import written_thread

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def earlier(app, cast) -> int:
    return written_thread(cast, replies=1, title="The red lamp blinks", slug="red-lamp")


def say(cast, thread_id: int, what, at: datetime = NOON, who: str = "ana") -> None:
    with clock.set_to(at), writing():
        what(db.session.get(Thread, thread_id), getattr(cast, who))


def accept(thread, by) -> None:
    post = db.session.query(Post).filter_by(thread_id=thread.id, number=2).one()
    accepting.accept(post, by)


def test_the_newest_word_stands_with_date_and_link(app, cast, browser_of, earlier):
    say(cast, earlier, accept)
    now_open = written_thread(cast)
    words = card(browser_of, "sam", now_open)
    assert "Last word: accepted an answer" in words
    assert 'datetime="2026-11-25T12:00:00Z"' in words
    assert f'href="/t/{earlier}-red-lamp"' in words and "The red lamp blinks" in words
    say(cast, earlier, telling.say_still_broken, NOON + timedelta(hours=1))
    words = card(browser_of, "sam", now_open)
    assert 'data-last-word="still_broken"' in words and "this did not solve it" in words
    say(cast, earlier, telling.say_works, NOON + timedelta(hours=2))
    assert 'data-last-word="works"' in card(browser_of, "sam", now_open)


def test_on_its_own_page_it_links_nowhere(app, cast, browser_of):
    thread_id = written_thread(cast, replies=1)
    say(cast, thread_id, telling.say_works)
    words = card(browser_of, "sam", thread_id)
    assert "(this question)" in words and "/t/" not in words


def test_what_staff_said_or_was_taken_back_or_hidden_is_no_word(app, cast, browser_of, earlier):
    now_open = written_thread(cast)
    say(cast, earlier, accept, who="sam")
    assert "data-last-word" not in card(browser_of, "sam", now_open)
    say(cast, earlier, accept, NOON + timedelta(hours=1))
    assert "data-last-word" in card(browser_of, "sam", now_open)
    say(cast, earlier, accepting.withdraw, NOON + timedelta(hours=2))
    assert "data-last-word" not in card(browser_of, "sam", now_open)
    say(cast, earlier, telling.say_works, NOON + timedelta(hours=3))
    say(cast, earlier, hiding.hide_thread, NOON + timedelta(hours=4), who="mia")
    assert "data-last-word" not in card(browser_of, "sam", now_open)


def test_another_customers_word_is_not_theirs(app, cast, browser_of, earlier):
    say(cast, earlier, telling.say_works)
    assert "data-last-word" not in card(browser_of, "sam", written_thread(cast, by="ben"))

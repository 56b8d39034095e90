"""A colleague answered while one was writing: the text is kept, and sending again sends it."""

import pytest
from sqlalchemy import func, select

from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Post, Thread
from tests.forum.conftest import rendered
from tests.forum.written import written_thread

MINE = {"body": "My own answer <b>", "intent": "answer"}


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Post))


@pytest.fixture
def thread_id(cast):
    """One post, and then mia answers."""
    number = written_thread(cast)
    with writing():
        thread = db.session.get(Thread, number)
        posting.reply(thread, cast.mia, "quicker", rendered("quicker"), intent="answer")
    return number


def test_one_is_told_and_the_text_is_kept(cast, browser_of, thread_id):
    sam = browser_of("sam")
    told = sam.post(f"/t/{thread_id}/posts", data={**MINE, "seen": "1"})
    assert told.status_code == 422 and count() == 2
    assert "A colleague answered while you were writing" in told.text
    assert "Mia Moser" in told.text and "quicker" in told.text
    assert "My own answer &lt;b&gt;" in told.text
    assert '<input type="hidden" name="seen" value="2">' in told.text
    again = sam.post(f"/t/{thread_id}/posts", data={**MINE, "seen": "2"})
    assert again.status_code == 303 and count() == 3


def test_the_page_says_what_it_showed(cast, browser_of, thread_id):
    page = browser_of("sam").get(f"/t/{thread_id}-my-printer").text
    assert '<input type="hidden" name="seen" value="2">' in page


@pytest.mark.parametrize(
    ("who", "more"),
    [
        ("sam", {}),  # a client that does not say
        ("sam", {"seen": "x"}),
        ("sam", {"seen": "1", "audience": "staff"}),  # an internal note collides with nothing
        ("mia", {"seen": "1"}),  # one's own answer
        ("ana", {"seen": "1", "intent": "still_need_help"}),
        ("ben", {"seen": "1"}),
    ],
)
def test_nobody_else_is_held_up(cast, browser_of, thread_id, who, more):
    sent = browser_of(who).post(f"/t/{thread_id}/posts", data={**MINE, **more})
    assert sent.status_code == 303 and count() == 3


def test_notes_and_customers_posts_hold_nobody_up(cast, browser_of):
    number = written_thread(cast)
    with writing():
        thread = db.session.get(Thread, number)
        posting.reply(thread, cast.mia, "note", rendered("note"), audience="staff")
        posting.reply(thread, cast.ben, "same", rendered("same"), intent="answer")
    sent = browser_of("sam").post(f"/t/{number}/posts", data={**MINE, "seen": "1"})
    assert sent.status_code == 303

"""Guides made from answers, and threads joined by hand."""

import pytest
from sqlalchemy import select

from community.extensions import db, writing
from community.forum.acts import ThreadLink
from community.forum.models import Post, Thread
from tests.forum.written import add_post, written_thread


@pytest.fixture
def answer(cast) -> int:
    thread_id = written_thread(cast, replies=1)
    return db.session.scalar(select(Post.id).where(Post.thread_id == thread_id, Post.number == 2))


def test_a_guide_is_prefilled_from_the_answer_and_linked_both_ways(cast, browser_of, answer):
    sam = browser_of("sam")
    page = sam.get(f"/posts/{answer}/guide").text
    assert "My printer prints only squares" in page and "This is text number 2" in page
    assert "an answer by Ben Brown" in page
    form = {
        "title": "How to print circles",
        "body": "Turn it round.",
        "category": "help",
        "kind": "question",  # whatever is sent, it is a guide
        "once": "guide-once",
    }
    made = sam.post(f"/posts/{answer}/guide", data=form)
    assert made.status_code == 303
    again = sam.post(f"/posts/{answer}/guide", data=form)
    assert again.headers["Location"] == made.headers["Location"]
    guide = db.session.scalar(select(Thread).where(Thread.title == "How to print circles"))
    assert (guide.kind, guide.by_team, guide.support_state) == ("guide", True, None)
    assert db.session.query(ThreadLink).count() == 1
    there, back = sam.get(f"/t/{guide.id}-{guide.slug}"), sam.get("/t/1-my-printer")
    assert "/t/1-my-printer" in there.text and "How to print circles" in back.text


def test_what_is_missing_is_said_and_nothing_lost(cast, browser_of, answer):
    form = {"title": "", "body": "Turn it <b>round</b>.", "category": "help", "kind": "guide"}
    refused = browser_of("sam").post(f"/posts/{answer}/guide", data=form)
    assert refused.status_code == 422 and "Turn it &lt;b&gt;round" in refused.text


def test_nothing_private_becomes_a_guide(cast, browser_of, answer):
    with writing():
        private = add_post(cast, 1, 3, "sam", audience="asker_and_staff", intent="answer").id
        note = add_post(cast, 1, 4, "sam", audience="staff").id
    closed = written_thread(cast, replies=1, audience="asker_and_staff")
    inside = db.session.scalar(select(Post.id).where(Post.thread_id == closed, Post.number == 2))
    for post_id in (private, note, inside):
        assert browser_of("sam").get(f"/posts/{post_id}/guide").status_code == 403


def test_customers_make_no_guides_and_join_nothing(cast, browser_of, answer):
    other = written_thread(cast)
    for who in ("ana", "ben"):
        assert browser_of(who).get(f"/posts/{answer}/guide").status_code == 403
        assert browser_of(who).post(f"/posts/{answer}/guide").status_code == 403
        assert browser_of(who).post(f"/t/1/links/{other}").status_code == 403


def test_threads_are_joined_and_parted(cast, browser_of, answer):
    other, sam = written_thread(cast, title="Another one"), browser_of("sam")
    assert sam.post(f"/t/1/links/{other}").status_code == 303
    assert sam.post(f"/t/1/links/{other}").status_code == 303
    assert db.session.query(ThreadLink).count() == 1
    assert "Another one" in sam.get("/t/1-my-printer").text
    assert sam.delete(f"/t/{other}/links/1").status_code == 303
    assert db.session.query(ThreadLink).count() == 0
    assert sam.post("/t/1/links/1").status_code == 404
    assert sam.post("/t/1/links/999").status_code == 404


@pytest.mark.parametrize("key", ["v", "p", "g"])
def test_staff_have_a_key_for_each(cast, browser_of, answer, key):
    page = browser_of("sam").get("/t/1-my-printer").text
    assert f'data-key="{key}"' in page and "queue-keys" in page

"""What the asker reads is true the moment the page is there, before the outbox was at work."""

from community.desk.models import DeskClock
from community.extensions import db
from community.forum.models import Thread
from community.outbox import working


def test_the_sentence_stands_before_the_clock_is_written(app, cast, browser_of):
    ana = browser_of("ana")
    form = {"title": "Where is my invoice?", "body": "I cannot find it.", "kind": "question"}
    answer = ana.post("/ask", data={**form, "category": "help"})
    assert answer.status_code == 303
    thread = db.session.query(Thread).filter_by(title="Where is my invoice?").one()
    assert db.session.get(DeskClock, thread.id) is None
    before = ana.get(thread.path).text
    db.session.rollback()
    working.drain()
    after = ana.get(thread.path).text

    def case(page: str) -> str:
        return page.partition('data-expectation="')[2].partition('"')[0]

    assert case(before) == case(after) != ""


def test_what_was_just_solved_left_the_queue(app, cast, browser_of):
    ana, sam = browser_of("ana"), browser_of("sam")
    form = {"title": "Where is my cable?", "body": "It is gone.", "kind": "question"}
    ana.post("/ask", data={**form, "category": "help"})
    working.drain()
    thread = db.session.query(Thread).filter_by(title="Where is my cable?").one()
    mark = f'data-queue-item="{thread.id}"'
    db.session.rollback()
    assert mark in sam.get("/queue").text
    assert sam.post(f"/t/{thread.id}/closure", data={}).status_code == 303
    assert db.session.get(DeskClock, thread.id), "the outbox was not there yet"
    db.session.rollback()
    assert mark not in sam.get("/queue").text

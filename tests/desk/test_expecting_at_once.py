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

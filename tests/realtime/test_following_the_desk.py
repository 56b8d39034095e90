"""What a page asks anew after a push is true by then: the push of a thread's facts comes after the
desk has set the clock, however quick its own lane is."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.desk.models import DeskClock
from community.extensions import db, writing
from community.forum import closing, posting
from community.forum.models import Thread
from community.outbox.working import drain
from tests.realtime.test_rooms import connect, heard, question, say, watch  # noqa: F401 (fixtures)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday, on duty


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def answer(thread, cast):
    posting.reply(thread, cast.sam, intent="answer", **say("It is the fuse."))


def first_word(thread, cast):
    promised = NOON + timedelta(hours=1)
    posting.reply(thread, cast.sam, intent="first_word", next_word_by=promised, **say("We look."))


def close(thread, cast):
    closing.close(thread, cast.sam, "done")


def kept(thread_id):
    """What the asker's sentence is reckoned from."""
    db.session.rollback()
    row = db.session.get(DeskClock, thread_id)
    return row and row.target


@pytest.mark.parametrize(
    ("act", "then"), [(answer, None), (first_word, "next_word"), (close, None)]
)
def test_the_push_of_a_threads_facts_follows_the_desk(cast, question, connect, act, then):  # noqa: F811
    drain()
    asker = connect("ana")
    watch(asker, f"thread:{question}")
    asker.get_received()
    with writing():
        act(db.session.get(Thread, question), cast)

    drain(rooms=("realtime",))  # this room is quicker than every other
    assert kept(question) == "first_reply"
    assert heard(asker, "thread") == []  # the page would ask and read what was true before

    drain(rooms=("desk",))
    assert kept(question) == then
    assert heard(asker, "thread") == []
    drain(rooms=("realtime",))
    news = heard(asker, "thread")
    assert news and {one["thread_id"] for one in news} == {question}


def test_a_claim_is_told_to_the_asker_when_it_is_true(cast, question, connect, browser_of):  # noqa: F811
    """They read "our support team is looking at this" once somebody is."""
    drain()
    asker = connect("ana")
    watch(asker, f"thread:{question}")
    asker.get_received()
    browser_of("sam").post(f"/queue/{question}/claim")
    page = browser_of("ana").get(db.session.get(Thread, question).path).text
    assert "Our support team is looking at this." in page
    drain(rooms=("realtime",))
    assert heard(asker, "thread")

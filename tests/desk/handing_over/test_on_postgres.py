"""PostgreSQL lets two do the same at the same moment: it happens once all the same."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from community.accounts.models import User
from community.desk import expecting, queue, timing
from community.desk.chat import channels
from community.desk.chat.announcing import announce
from community.desk.chat.models import ChatMessage
from community.desk.handing_over import destinations, handing, hearing_back, slots
from community.desk.handing_over.models import Destination, HandOver, HandOverStep
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Category, Thread
from community.signing import Signed
from tests.forum.conftest import rendered
from tests.forum.test_posting_on_postgres import big_app  # noqa: F401

pytestmark = pytest.mark.postgres


def person(name: str) -> User:
    return db.session.query(User).filter_by(username=name).one()


@pytest.fixture
def world(big_app):  # noqa: F811
    category = db.session.query(Category).filter_by(slug="help").one()
    with writing():
        text = rendered("x")
        thread = posting.ask(person("ana"), category, "question", "Why squares?", text, "x")
        db.session.flush()
        timing.set_clock(thread.id)
        to = destinations.add("Desk", "mail", "desk@example.org", "name", person("admin"))
        channels.add("Room", "text", "https://x.example/", None, ["new"], person("admin"))
        return big_app, thread.id, to.id


def at_once(app: Any, *acts: Callable[[], Any]) -> list[Any]:
    """What each of them answers or raises, begun together."""
    ready, found = threading.Barrier(len(acts)), []

    def work(act: Callable[[], Any]) -> None:
        with app.app_context():
            ready.wait()
            try:
                with writing():
                    found.append(act())
            except Exception as error:
                found.append(type(error).__name__)
            db.session.remove()

    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()
    return found


def test_two_who_hand_over_the_same_make_one_ticket(world):
    app, thread_id, to_id = world

    def hand(name: str) -> Callable[[], str]:
        def act() -> str:
            to, thread = db.session.get(Destination, to_id), db.session.get(Thread, thread_id)
            handing.hand_over(to, thread, person(name), "", f"once-{name}")
            return "done"

        return act

    assert sorted(at_once(app, hand("sam"), hand("mia"))) == ["AlreadyThere", "done"]
    assert db.session.query(HandOver).count() == 1


def test_the_same_call_at_the_same_moment_is_heard_once(world):
    app, thread_id, to_id = world
    with writing():
        to, thread = db.session.get(Destination, to_id), db.session.get(Thread, thread_id)
        one_id = handing.hand_over(to, thread, person("sam"), "", "once").id

    def hear() -> bool:
        one = db.session.get(HandOver, one_id)
        word = hearing_back.Word("done")
        return hearing_back.note_call(one, Signed("call-1", 1_800_000_000), b"{}", word)

    assert sorted(at_once(app, hear, hear, hear)) == [False, False, True]
    assert db.session.query(HandOverStep).filter_by(what="called").count() == 1
    items = [row for row in queue.page(person("sam").id).items if row.kind == "handed"]
    assert [row.attention for row in items] == ["done"]


def test_the_same_news_at_the_same_moment_is_one_message(world):
    app, thread_id, _to_id = world
    at_once(app, *[lambda: announce("new", thread_id)] * 4)
    assert db.session.query(ChatMessage).count() == 1


def test_the_boxes_lists_and_the_sentence_work_there(world):
    _app, thread_id, to_id = world
    with writing():
        to, thread = db.session.get(Destination, to_id), db.session.get(Thread, thread_id)
        handing.note_delivered(handing.hand_over(to, thread, person("sam"), "", "once"), "SUP-1")
    (shown,) = slots.shown(thread_id)[1]
    assert [row.HandOverStep.what for row in shown.steps] == ["delivered"]
    assert destinations.shown()[0].open == 1 and len(channels.shown()) == 1
    item, _edges = queue.item(thread_id)
    assert item.handed == "open SUP-1"
    assert expecting.expectation(db.session.get(Thread, thread_id)).case == "handled"

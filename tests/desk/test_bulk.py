"""The same act on several items: an outcome for each, and undo."""

import pytest
from sqlalchemy import select

from community import clock
from community.desk import bulk, claiming
from community.desk.bulk_models import Bulk
from community.extensions import db, writing
from community.forum.models import Thread
from community.forum.tagging import set_tags, tags_of
from tests.desk.test_order import HOUR, ask
from tests.desk.test_queue import NOON, listed, question


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def send(browser, verb, thread_ids, **more):
    answer = browser.post("/queue/bulk", data={"verb": verb, "thread": thread_ids, **more})
    assert answer.status_code == 303
    db.session.rollback()
    return answer.location


def outcomes(row_id=None):
    db.session.rollback()
    row = db.session.scalars(select(Bulk).order_by(Bulk.id.desc())).first()
    return {one["id"]: one["outcome"] for one in row.items}


def test_each_item_has_its_own_outcome(cast, browser_of):
    free, mine, taken = (question(cast, n * HOUR) for n in (1, 2, 3))
    with writing():
        claiming.take(mine, cast.sam)
        claiming.take(taken, cast.mia)
    sam = browser_of("sam")
    where = send(sam, "claim", [free, mine, taken, 999_999])
    assert outcomes() == {free: "done", mine: "already", taken: "taken", 999_999: "gone"}
    text = sam.get(where).text
    assert "A colleague is working on it." in text
    assert "It is not there any more." in text
    assert "Undo" in text


@pytest.mark.parametrize(
    ("verb", "more", "changed"),
    [
        ("claim", {}, lambda t: claiming.standing_claim(t.id) is not None),
        ("close", {}, lambda t: t.closed_at is not None),
        ("move:talk", {}, lambda t: t.category_id == 2),
        ("tag", {"tag": "paper"}, lambda t: tags_of(t.id) == ["ink", "paper"]),
    ],
)
def test_what_was_done_can_be_undone(cast, browser_of, verb, more, changed):
    thread_ids = [ask(cast, f"Broken {n}") for n in range(2)]
    with writing():
        for thread_id in thread_ids:
            set_tags(db.session.get(Thread, thread_id), ["ink"])
    sam = browser_of("sam")
    where = send(sam, verb, thread_ids, **more)
    assert all(changed(db.session.get(Thread, n)) for n in thread_ids)
    assert sam.delete(where).status_code == 303
    db.session.rollback()
    assert not any(changed(db.session.get(Thread, n)) for n in thread_ids)
    assert set(outcomes().values()) == {"undone"}
    assert "Undo</button>" not in sam.get(where).text


def test_undo_leaves_alone_what_somebody_changed_since(cast, browser_of):
    first, second = ask(cast, "One"), ask(cast, "Two")
    sam = browser_of("sam")
    where = send(sam, "close", [first, second])
    browser_of("mia").delete(f"/t/{first}/closure")
    sam.delete(where)
    assert outcomes() == {first: "changed", second: "undone"}


def test_closed_items_leave_the_queue(cast, browser_of):
    thread_ids = [question(cast, HOUR), question(cast, 2 * HOUR)]
    send(browser_of("sam"), "close", thread_ids)
    assert listed(cast) == []


@pytest.mark.parametrize(
    "data",
    [
        {"verb": "close"},
        {"verb": "close", "thread": ["x", "-1", "٣", "9" * 40]},
        {"verb": "burn", "thread": ["1"]},
        {"verb": "move:nowhere", "thread": ["1"]},
        {"verb": "tag", "tag": "  ", "thread": ["1"]},
        {"verb": "close", "thread": [str(n) for n in range(1, bulk.MOST + 2)]},
    ],
)
def test_what_makes_no_sense_is_refused_whole(browser_of, data):
    assert browser_of("sam").post("/queue/bulk", data=data).status_code == 422
    assert db.session.scalar(select(Bulk)) is None


def test_only_who_did_it_sees_and_undoes_it(cast, browser_of):
    where = send(browser_of("sam"), "close", [question(cast, HOUR)])
    mia = browser_of("mia")
    assert mia.get(where).status_code == 404
    assert mia.delete(where).status_code == 404
    assert browser_of("ana").get(where).status_code == 403


def test_two_hundred_items_are_done_in_steps(cast, browser_of):
    thread_ids = [question(cast, HOUR) for _n in range(45)]
    send(browser_of("sam"), "claim", thread_ids)
    assert set(outcomes().values()) == {"done"}
    assert len(listed(cast, "mine")) == 45

"""The same act on several items: an outcome for each, and undo."""

import pytest
from sqlalchemy import insert, select

from community import clock
from community.desk import assigning, bulk, bulk_slices, claiming, queue
from community.desk.bulk_models import Bulk
from community.desk.events import BulkSliceDue
from community.desk.models import DeskClock
from community.extensions import db, writing
from community.forum.models import Post, Thread
from community.forum.tagging import set_tags, tags_of
from community.outbox.working import drain
from tests.desk.test_order import HOUR, ask
from tests.desk.test_queue import NOON, _clock, _opening, _thread, listed, question


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


# ---- very many -------------------------------------------------------------


@pytest.fixture
def many(cast):
    """Five thousand questions that wait."""
    ids = range(1000, 6000)
    with writing():
        db.session.execute(insert(Thread), [_thread(cast, n) for n in ids])
        db.session.execute(insert(Post), [_opening(cast, n) for n in ids])
        db.session.execute(insert(DeskClock), [_clock(n) for n in ids])
    return list(ids)


def latest():
    db.session.rollback()
    return db.session.scalars(select(Bulk).order_by(Bulk.id.desc())).first()


def work_through(row, most=1000):
    """As the outbox does, slice by slice, without what others make of each item."""
    row_id, slices = row.id, -(-row.total // bulk_slices.SLICE)
    for number in range(min(slices, most)):
        with writing():
            bulk_slices.work_on(BulkSliceDue(row_id, number))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_five_thousand_items_with_three_forbidden_ones(cast, browser_of, many, monkeypatch):
    from community.forum import policy

    may, forbidden = policy.can_close, {1003, 3333, 5999}
    monkeypatch.setattr(policy, "can_close", lambda u, t: t.id not in forbidden and may(u, t))
    sam = browser_of("sam")
    where = send(sam, "claim", [], all="1")
    row = latest()
    assert (row.working, row.handled, row.total) == ("doing", 0, 5000)  # nobody waited for it
    assert "At work: 0 of 5000" in sam.get(where).text
    work_through(row)
    row = latest()
    assert (row.working, row.handled) == (None, 5000)
    items, number = bulk_slices.told(row)
    assert number == {"done": 4997, "forbidden": 3}
    assert {one["id"] for one in items[:3]} == forbidden  # what was refused stands on top
    page = sam.get(where).text
    assert page.count("You may not do this here.") == 4 and "… and 4697 more like the last." in page
    assert queue.counts(cast.people["sam"]).mine == 4997
    sam.delete(where)
    work_through(row, most=20)
    _items, number = bulk_slices.told(latest())
    assert number == {"undone": 199, "done": 4798, "forbidden": 3}
    assert queue.counts(cast.people["sam"]).mine == 4798


def few(monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 5)


def test_each_slice_is_a_transaction_of_its_own_and_done_once(cast, browser_of, monkeypatch):
    few(monkeypatch)
    ids = [question(cast, HOUR) for _n in range(25)]
    where = send(browser_of("sam"), "tag", ids, tag="paper")
    row_id = int(where.rsplit("/", 1)[1])
    for number in range(3):
        with writing():
            bulk_slices.work_on(BulkSliceDue(row_id, number))
        assert latest().handled == min(25, 10 * (number + 1))
        tagged = [one for one in ids if "paper" in tags_of(one)]
        assert len(tagged) == min(25, 10 * (number + 1))
    assert latest().working is None
    with writing():
        bulk_slices.work_on(BulkSliceDue(row_id, 0))  # the outbox may come twice
    assert latest().handled == 25 and bulk_slices.told(latest())[1] == {"done": 25}


def test_who_loses_the_role_meanwhile_does_no_more(cast, browser_of, monkeypatch):
    few(monkeypatch)
    ids = [question(cast, HOUR) for _n in range(15)]
    where = send(browser_of("sam"), "claim", ids)
    row_id = int(where.rsplit("/", 1)[1])
    with writing():
        bulk_slices.work_on(BulkSliceDue(row_id, 0))
        cast.sam.roles = "customer"
    with writing():
        bulk_slices.work_on(BulkSliceDue(row_id, 1))
    assert bulk_slices.told(latest())[1] == {"done": 10, "forbidden": 5}


def test_a_large_act_is_undone_once_and_not_while_it_works(cast, browser_of, monkeypatch):
    few(monkeypatch)
    ids, sam = [question(cast, HOUR) for _n in range(12)], browser_of("sam")
    until = (NOON + 3 * HOUR).isoformat()
    where = send(sam, f"snooze:{until}", ids, note="later")
    sam.delete(where)
    assert latest().working == "doing"
    drain()
    assert set(outcomes_of(latest())) <= {"done", "due"}
    sam.delete(where)
    sam.delete(where)
    drain()
    assert latest().undone_at == NOON
    assert "done" not in outcomes_of(latest())


def outcomes_of(row):
    return bulk_slices.told(row)[1]


def test_everything_in_the_list_is_what_the_list_holds(cast, browser_of, monkeypatch):
    few(monkeypatch)
    late = [question(cast, -HOUR, "Printer") for _n in range(7)]
    question(cast, 3 * HOUR, "Printer")
    sam = browser_of("sam")
    send(sam, "claim", [], all="1", tab="late", q="")
    drain()
    assert bulk_slices.told(latest())[1] == {"done": 7}
    assert {one["id"] for one in bulk_slices.told(latest())[0]} == set(late)
    send(sam, "tag", [], all="1", tab="open", q="-is:late is:queued", tag="calm")
    assert len(latest().items) == 1
    refused = sam.post("/queue/bulk", data={"verb": "claim", "all": "1", "q": "is:layt"})
    assert refused.status_code == 422  # a slip would have meant everything
    monkeypatch.setattr(bulk_slices, "MOST", 6)
    refused = sam.post("/queue/bulk", data={"verb": "claim", "all": "1", "tab": "late"})
    assert refused.status_code == 422 and "at most 10,000 items" in refused.text


def test_the_whole_list_is_offered_where_it_has_more_pages(cast, browser_of, monkeypatch):
    for _n in range(3):
        question(cast, HOUR)
    sam = browser_of("sam")
    assert 'name="all"' not in sam.get("/queue").text
    monkeypatch.setattr(queue, "PAGE", 2)
    assert 'name="all"' in sam.get("/queue").text


# ---- given and put off ------------------------------------------------------


def test_several_are_given_to_a_group_with_a_note_and_taken_back(cast, browser_of):
    first, second = question(cast, 2 * HOUR), question(cast, 3 * HOUR)
    with writing():
        assigning.assign_to_person(db.session.get(Thread, first), cast.mia, cast.admin, "hers")
    group_id, sam = cast.group("support").id, browser_of("mia")
    where = send(sam, f"assign:group:{group_id}", [first, second], note="the lab knows")
    assert outcomes() == {first: "done", second: "done"}
    assert set(listed(cast, "mine", "sam")) == {first, second}
    assert assigning.standing_assignment(second).note == "the lab knows"
    send(sam, f"assign:group:{group_id}", [first])
    assert outcomes() == {first: "already"}
    sam.delete(where)
    db.session.rollback()
    assert assigning.standing_assignment(second) is None
    back = assigning.standing_assignment(first)
    assert (back.to_id, back.note) == (cast.people["mia"], "hers")


def test_what_was_given_on_since_stays_as_it_is(cast, browser_of):
    thread_id = question(cast, 2 * HOUR)
    sam = browser_of("sam")
    where = send(sam, "assign:@mia", [thread_id])
    with writing():
        assigning.assign_to_person(db.session.get(Thread, thread_id), cast.admin, cast.mia)
    sam.delete(where)
    assert outcomes() == {thread_id: "changed"}
    assert assigning.standing_assignment(thread_id).to_id == cast.people["admin"]


def test_several_rest_but_what_is_due_soon_does_not(cast, browser_of):
    later, soon, taken = (question(cast, n * HOUR) for n in (20, 0.4, 21))
    with writing():
        claiming.take(taken, cast.mia)
    sam = browser_of("sam")
    where = send(sam, "snooze:+120", [later, soon, taken])
    assert outcomes() == {later: "done", soon: "due", taken: "taken"}
    assert set(listed(cast)) == {soon, taken}
    assert "it stays where it is" in sam.get(where).text
    sam.delete(where)
    assert outcomes()[later] == "undone" and set(listed(cast)) == {later, soon, taken}


@pytest.mark.parametrize("verb", ["assign:@ana", "assign:@max"])
def test_who_cannot_take_it_is_said_for_each(cast, browser_of, verb):
    thread_id = question(cast, 2 * HOUR)
    where = send(browser_of("sam"), verb, [thread_id])
    assert outcomes() == {thread_id: "unable"}
    assert "cannot take this" in browser_of("sam").get(where).text


@pytest.mark.parametrize(
    "verb",
    ["assign:", "assign:@nobody", "assign:group:99", "assign:group:x", "snooze:", "snooze:+0"],
)
def test_nobody_and_no_time_is_refused(cast, browser_of, verb):
    thread_id = question(cast, 2 * HOUR)
    data = {"verb": verb, "thread": [thread_id]}
    assert browser_of("sam").post("/queue/bulk", data=data).status_code == 422

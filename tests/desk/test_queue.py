"""The queue: one predicate behind list, badge and tabs; bands in order; claims that expire."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, literal, select
from sqlalchemy.sql import visitors

from community import clock
from community.desk import bands, claiming, queue, slots, timing
from community.desk.bands import Edges
from community.desk.coverage import parse
from community.desk.models import DeskClock
from community.extensions import UTCDateTime, db, writing
from community.forum.models import Post, Thread
from community.outbox.models import OutboxEvent
from community.outbox.working import drain
from tests.statements import counted

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday, on duty


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def question(cast, due_in: timedelta, title="Why?", **facts) -> int:
    with writing():
        thread = Thread(
            category_id=cast.categories["help"],
            author_id=cast.people["ana"],
            kind="question",
            title=title,
            slug="why",
            support_state="unanswered",
            waiting_since=NOON - timedelta(hours=1),
            **facts,
        )
        db.session.add(thread)
        db.session.flush()
        db.session.add(
            Post(thread_id=thread.id, number=1, author_id=thread.author_id, source="", html="")
        )
        db.session.add(
            DeskClock(
                thread_id=thread.id,
                target="first_reply",
                since=thread.waiting_since,
                due_at=NOON + due_in,
                resumes_at=thread.waiting_since,
            )
        )
    return thread.id


def listed(cast, tab="open", who="sam") -> list[int]:
    return [row.id for row in queue.page(cast.people[who], tab).items]


def test_the_bands_stand_in_cares_order(cast):
    minute, hour, day = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
    later = question(cast, 2 * day)
    two_days_late = question(cast, -2 * day)
    today = question(cast, 3 * hour)
    just_late = question(cast, -5 * minute)
    soon = question(cast, 20 * minute)
    backlog = question(cast, -20 * day)
    assert listed(cast) == [soon, just_late, today, two_days_late, later]
    assert listed(cast, "backlog") == [backlog]
    assert listed(cast, "late") == [just_late, two_days_late]


def test_counts_equal_the_lists_in_every_tab(cast):
    for hours in (-400, -30, -1, 0.2, 3, 60):
        question(cast, timedelta(hours=hours))
    question(cast, timedelta(hours=1), hidden_at=NOON)
    mine = question(cast, timedelta(hours=2))
    with writing():
        claiming.take(mine, cast.sam)
    counts = queue.counts(cast.people["sam"])
    for tab in queue.TABS:
        assert getattr(counts, tab) == len(listed(cast, tab)), tab
    assert counts.mine == 1


def test_what_is_hidden_is_not_in_the_queue(cast):
    question(cast, timedelta(hours=1), hidden_at=NOON)
    assert listed(cast) == []
    assert queue.counts(cast.people["sam"]).open == 0


def test_what_is_held_waits_for_approval_and_not_for_an_answer(cast):
    question(cast, timedelta(hours=1), held_at=NOON)
    assert [row.kind for row in queue.page(cast.people["sam"]).items] == ["held"]
    assert queue.counts(cast.people["sam"]).open == 1


def test_pages_follow_each_other_without_a_gap(cast, monkeypatch):
    ids = [question(cast, timedelta(minutes=40 + n)) for n in range(7)]
    monkeypatch.setattr(queue, "PAGE", 3)
    seen, cursor = [], None
    while True:
        page = queue.page(cast.people["sam"], cursor=cursor)
        seen += [row.id for row in page.items]
        cursor = page.after
        if not cursor:
            break
    assert seen == ids


def test_a_claim_is_a_lease_for_one(cast, browser_of):
    thread_id = question(cast, timedelta(hours=1))
    sam, mia = browser_of("sam"), browser_of("mia")
    assert sam.post(f"/queue/{thread_id}/claim").status_code == 303
    refused = mia.post(f"/queue/{thread_id}/claim")
    assert refused.status_code == 409
    assert "Sam Sato is working on this." in refused.text
    assert sam.post(f"/queue/{thread_id}/claim").status_code == 303  # renewed
    with clock.moved_by(timedelta(minutes=11)):
        assert mia.post(f"/queue/{thread_id}/claim").status_code == 303
        assert listed(cast, "mine", "mia") == [thread_id]
        assert listed(cast, "mine", "sam") == []


def test_a_claim_is_handed_back_only_by_its_holder(cast, browser_of):
    thread_id = question(cast, timedelta(hours=1))
    browser_of("sam").post(f"/queue/{thread_id}/claim")
    browser_of("mia").delete(f"/queue/{thread_id}/claim")
    assert claiming.standing_claim(thread_id).by_id == cast.people["sam"]
    browser_of("sam").post(f"/queue/{thread_id}/claim", data={"_method": "DELETE"})
    db.session.rollback()
    assert claiming.standing_claim(thread_id) is None


@pytest.mark.parametrize("who", ["ana", "max"])
def test_customers_and_marketing_have_no_queue(browser_of, who):
    assert browser_of(who).get("/queue").status_code == 403
    assert browser_of(who).post("/queue/1/claim").status_code == 403


def test_a_visitor_is_asked_to_sign_in(client):
    answer = client.get("/queue")
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["Location"]


def test_the_clock_is_set_moved_and_taken_away(cast):
    thread_id = question(cast, timedelta(hours=1))
    with writing():
        timing.set_clock(thread_id)
    first = db.session.get(DeskClock, thread_id).due_at
    assert first == NOON + timedelta(hours=3)  # four covered hours since eleven
    with writing():
        db.session.get(Thread, thread_id).support_state = "solved"
        timing.set_clock(thread_id)
    assert db.session.get(DeskClock, thread_id) is None


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-20_000, 20_000), min_size=2, max_size=8))
def test_nothing_late_stands_before_what_is_due_within_half_an_hour(minutes):
    edges = Edges.at(NOON, parse("mon-fri 09:00-17:00", "UTC"))
    order = sorted(minutes, key=lambda m: (_band(edges, NOON + timedelta(minutes=m)), m))
    soon = [order.index(m) for m in order if 0 <= m <= 30]
    late = [order.index(m) for m in order if m < 0]
    assert not soon or not late or max(soon) < min(late)


def _band(edges: Edges, due: datetime) -> int:
    """The band as the database computes it."""
    edges = replace(edges, nights=())
    columns = literal(due, UTCDateTime()).label("due_at"), literal(False).label("danger")
    one = select(*columns).subquery()
    column = visitors.replacement_traverse(
        edges.band(),
        {},
        lambda part, **_kw: one.c.get(getattr(part, "name", "")),
    )
    return db.session.scalar(select(column))


def test_danger_stands_before_everything(cast):
    soon = question(cast, timedelta(minutes=5))
    danger = question(cast, timedelta(days=3))
    with writing():
        db.session.get(DeskClock, danger).danger = True
    assert listed(cast) == [danger, soon]


def test_bands_are_cares_numbers():
    assert (bands.DUE_SOON, bands.LATE, bands.BACKLOG) == (2, 3, 7)


def test_a_lapsed_claim_ends_by_itself_and_is_told_once(cast):
    thread_id = question(cast, timedelta(hours=2))
    with writing():
        claiming.take(thread_id, cast.sam)
    drain()
    with clock.moved_by(claiming.LEASE / 2), writing():
        claiming.take(thread_id, cast.sam)  # renewed
    told = changes_told()
    with clock.moved_by(claiming.LEASE):
        drain()
        assert claiming.standing_claim(thread_id).by_id == cast.people["sam"]
    with clock.moved_by(claiming.LEASE * 2):
        drain()
        assert claiming.standing_claim(thread_id) is None
    assert changes_told() == told + 1


def changes_told() -> int:
    db.session.rollback()
    told = select(func.count()).where(OutboxEvent.name == "QueueChanged")
    return db.session.scalar(told)


def test_a_hundred_times_as_many_items_ask_the_database_as_often(cast, browser_of):
    few = [question(cast, timedelta(minutes=n)) for n in range(40, 45)]
    sam = browser_of("sam")
    sam.get("/queue")
    slots.forget_badge()
    with counted() as at_five:
        assert sam.get("/queue").status_code == 200
    with writing():
        db.session.execute(insert(Thread), [_thread(cast, n) for n in range(1000, 6000)])
        db.session.execute(insert(Post), [_opening(cast, n) for n in range(1000, 6000)])
        db.session.execute(insert(DeskClock), [_clock(n) for n in range(1000, 6000)])
    slots.forget_badge()
    with counted() as at_five_thousand:
        page = sam.get("/queue")
    assert page.status_code == 200
    assert len(at_five_thousand) == len(at_five) <= 13, at_five_thousand
    assert queue.counts(0).open == 5000 + len(few)


def _thread(cast, n):
    return {
        "id": n,
        "category_id": cast.categories["help"],
        "author_id": cast.people["ana"],
        "kind": "question",
        "title": f"Why {n}?",
        "slug": "why",
        "support_state": "unanswered",
        "waiting_since": NOON - timedelta(hours=1),
        "me_too": n % 7,
    }


def _opening(cast, n):
    author_id = cast.people["ana"]
    return {"thread_id": n, "number": 1, "author_id": author_id, "source": "", "html": ""}


def _clock(n):
    since, due = NOON - timedelta(hours=1), NOON + timedelta(minutes=n - 1000)
    return {
        "thread_id": n,
        "target": "first_reply",
        "since": since,
        "due_at": due,
        "resumes_at": since,
    }

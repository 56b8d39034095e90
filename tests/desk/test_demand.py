"""Demand raises a question within its band, says why, and moves it at once."""

from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete

from community import clock, outbox
from community.clock import now
from community.desk import queue, timing
from community.desk.events import QueueChanged
from community.desk.models import DeskClock
from community.desk.reasons import why
from community.desk.timing import SOON
from community.extensions import db, writing
from community.forum.models import Post, Thread
from community.outbox.models import OutboxEvent
from community.outbox.working import drain
from community.search.events import SearchEnded, SearchLogAged
from community.search.log_models import Search
from tests.desk.test_queue import NOON, listed, question


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def searched(thread_id, people, at=NOON):
    """Searches of so many different people that ended there."""
    with writing():
        for n in range(people):
            mark = f"{thread_id}-{n}"
            who = {"mark": mark, "second_mark": mark, "who": "person", "way": "page"}
            what = {"words": "ring", "stems": "ring", "results": 1, "searched_at": at}
            db.session.add(Search(**who, **what, thread_id=thread_id, unanswered=True))
        outbox.record(SearchEnded(thread_id))
    drain()


def test_of_two_alike_the_wanted_one_stands_first(cast):
    plain = question(cast, timedelta(hours=2))
    wanted = question(cast, timedelta(hours=3))
    assert listed(cast) == [plain, wanted]
    searched(wanted, 5)
    assert listed(cast) == [wanted, plain]


def test_four_people_move_nothing(cast):
    plain, other = question(cast, timedelta(hours=2)), question(cast, timedelta(hours=3))
    searched(other, 4)
    assert listed(cast) == [plain, other]


def test_demand_never_leaves_its_band(cast):
    soon = question(cast, timedelta(minutes=20))
    wanted = question(cast, timedelta(hours=3), me_too=300)
    late = question(cast, -timedelta(minutes=5))
    searched(wanted, 30)
    assert listed(cast) == [soon, late, wanted]


def test_the_sentence_says_how_many_searched(cast):
    thread_id = question(cast, timedelta(hours=2))
    searched(thread_id, 14)
    item, edges = queue.item(thread_id)
    assert why(item, edges) == "First reply is due in 2 h. 14 people searched for this in 7 days."
    with writing():
        db.session.get(Thread, thread_id).me_too = 3
    item, edges = queue.item(thread_id)
    assert why(item, edges).endswith("in 7 days. 3 more people have this.")


def test_the_queue_page_says_so(cast, browser_of):
    searched(question(cast, timedelta(hours=2)), 14)
    assert "14 people searched for this in 7 days." in browser_of("sam").get("/queue").text


def test_the_item_is_pushed_when_its_demand_changes_and_only_then(cast):
    thread_id = question(cast, timedelta(hours=2))
    searched(thread_id, 5)
    with writing():
        db.session.execute(delete(OutboxEvent))
        outbox.record(SearchEnded(thread_id))
    drain()
    assert not db.session.query(OutboxEvent).filter_by(name=QueueChanged.__name__).count()
    searched(thread_id, 1)  # the same person again
    assert not db.session.query(OutboxEvent).filter_by(name=QueueChanged.__name__).count()


def test_demand_falls_when_seven_days_have_passed(cast):
    thread_id = question(cast, timedelta(days=20))
    searched(thread_id, 6)
    with clock.moved_by(timedelta(days=8)):
        with writing():
            outbox.record(SearchLogAged())
        drain()
        item, _edges = queue.item(thread_id)
        assert item.searched_by == 0


def test_a_clock_that_is_set_anew_knows_the_demand(cast):
    thread_id = question(cast, timedelta(hours=2))
    searched(thread_id, 6)
    with writing():
        db.session.delete(db.session.get(DeskClock, thread_id))
    with writing():
        timing.set_clock(thread_id)
    assert db.session.get(DeskClock, thread_id).searched_by == 6


def test_pages_follow_each_other_whatever_the_demand(cast, monkeypatch):
    for n in range(8):
        question(cast, timedelta(minutes=40 + n), me_too=n % 3)
    whole = listed(cast)
    monkeypatch.setattr(queue, "PAGE", 3)
    seen, cursor = [], None
    while True:
        page = queue.page(cast.people["sam"], cursor=cursor)
        seen += [row.id for row in page.items]
        cursor = page.after
        if not cursor:
            break
    assert seen == whole and len(set(seen)) == 8


@pytest.fixture
def ask(cast):
    return partial(question, cast)


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(-4000, 9000), st.integers(0, 3), st.sampled_from([0, 5, 40])),
        min_size=2,
        max_size=6,
    )
)
def test_in_one_band_more_demand_never_stands_behind_less(ask, items):
    with writing():
        db.session.execute(delete(DeskClock))
        db.session.execute(delete(Post))
        db.session.execute(delete(Thread))
    for minutes, me_too, people in items:
        thread_id = ask(timedelta(minutes=minutes), me_too=me_too)
        with writing():
            db.session.get(DeskClock, thread_id).searched_by = people
    rows = queue.page(user_id=1).items
    places = [(row.band, -row.me_too - row.searched_by, row.since) for row in rows]
    assert places == sorted(places)
    soon = [n for n, row in enumerate(rows) if timedelta() <= row.due_at - now() <= SOON]
    late = [n for n, row in enumerate(rows) if row.due_at < now()]
    assert not soon or not late or max(soon) < min(late)

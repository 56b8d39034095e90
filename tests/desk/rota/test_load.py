"""How much one person has at once: next-best stops, giving asks, and no answer is ever stopped."""

from datetime import timedelta

import pytest

from community import clock
from community.desk import assigning, claiming, next_best
from community.desk.bulk_models import Bulk
from community.desk.rota import keeping, load
from community.extensions import db, writing
from community.forum.models import Thread
from tests.desk.test_queue import NOON, listed, question
from tests.desk.test_together import answered, asked

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


@pytest.fixture
def two_at_once(cast):
    with writing():
        keeping.set_week(cast.sam, "UTC", "", "", 2, cast.admin)


def give(cast, thread_id, **more):
    with writing():
        thread = db.session.get(Thread, thread_id)
        assigning.assign_to_person(thread, cast.sam, cast.mia, **more)


def test_everybody_has_the_usual_limit_and_each_may_have_their_own(cast, two_at_once):
    assert load.limit_of(cast.people["mia"]) == 8
    assert load.limit_of(cast.people["sam"]) == 2


def test_who_answers_quickly_is_not_full_of_what_is_answered(cast, two_at_once):
    """Before the outbox has let the claims go."""
    for hours in (2, 3):
        thread_id = question(cast, hours * HOUR)
        with writing():
            claiming.take(thread_id, cast.sam)
        assert load.load_of(cast.people["sam"]) == 1
        with writing():
            thread = db.session.get(Thread, thread_id)
            thread.support_state, thread.waiting_since = "replied", None
        assert load.load_of(cast.people["sam"]) == 0


def test_an_item_claimed_and_given_counts_once_and_what_nobody_waits_for_not(cast):
    both, given, done = (question(cast, n * HOUR) for n in (2, 3, 4))
    for thread_id in (both, given, done):
        give(cast, thread_id)
    with writing():
        claiming.take(both, cast.sam)
        thread = db.session.get(Thread, done)
        thread.support_state, thread.waiting_since = "solved", None
    from community.desk import timing

    with writing():
        timing.set_clock(done)
    assert load.load_of(cast.people["sam"]) == 2


def test_next_best_stops_with_a_sentence(cast, browser_of, two_at_once):
    for n in range(3):
        question(cast, n * HOUR + HOUR)
    sam = browser_of("sam")
    for _ in range(2):
        assert sam.post("/queue/next").location.startswith("/t/")
    third = sam.post("/queue/next")
    assert third.location == "/queue/mine"
    assert "You have 2 items; your limit is 2." in sam.get("/queue/mine").text
    with pytest.raises(load.Full), writing():
        next_best.take_next(cast.sam)
    assert len(listed(cast, "mine")) == 2


def test_giving_more_than_that_asks_first(cast, browser_of, two_at_once):
    ids = [question(cast, n * HOUR) for n in (2, 3, 4)]
    for thread_id in ids[:2]:
        give(cast, thread_id)
    mia, path = browser_of("mia"), f"/queue/{ids[2]}/assignment"
    asked = mia.post(path, data={"to": "@sam", "note": "please"})
    assert asked.status_code == 422 and "please" in asked.text
    assert "Sam Sato has 2 items; their limit is 2." in asked.text
    assert "Hand it over all the same" in asked.text
    assert mia.post(path, data={"to": "@sam", "anyway": "1"}).status_code == 303
    assert len(listed(cast, "mine")) == 3


def test_one_may_claim_and_answer_beyond_it_and_reads_so(cast, browser_of, two_at_once):
    ids = [asked(cast) for _ in range(3)]
    sam = browser_of("sam")
    for thread_id in ids:
        assert sam.post(f"/queue/{thread_id}/claim").status_code == 303
    assert "You have 3 items; your limit is 2." in sam.get("/queue").text
    answered(cast, ids[2], "sam", intent="answer")
    assert db.session.get(Thread, ids[2]).support_state == "replied"


def test_of_several_only_as_many_are_given_as_somebody_should_have(cast, browser_of, two_at_once):
    ids = [question(cast, n * HOUR) for n in (2, 3, 4)]
    mia, sam = browser_of("mia"), browser_of("sam")
    where = mia.post("/queue/bulk", data={"verb": "assign:@sam", "thread": ids}).location
    db.session.rollback()
    row = db.session.query(Bulk).one()
    outcomes = [one["outcome"] for one in row.items]
    assert outcomes.count("done") == 2 and outcomes.count("full") == 1
    assert "their limit is reached" in mia.get(where).text
    where = sam.post("/queue/bulk", data={"verb": "claim", "thread": ids}).location
    assert "You have 3 items; your limit is 2." in sam.get(where).text


def test_what_was_given_to_somebody_off_duty_is_offered_when_it_is_due(cast):
    soon, later = question(cast, 0.3 * HOUR), question(cast, 5 * HOUR)
    for thread_id in (soon, later):
        give(cast, thread_id)
    with writing():
        assert next_best.take_next(cast.mia) is None
    with writing():
        keeping.set_week(cast.mia, "UTC", "mon-fri 09:00-17:00", "", None, cast.admin)
        keeping.set_week(cast.sam, "UTC", "mon-fri 14:00-17:00", "", None, cast.admin)
    with writing():
        assert next_best.take_next(cast.mia) == f"/t/{soon}-why"
    with writing():
        assert next_best.take_next(cast.mia) is None

"""A night ends in a morning check: one key says right, one says wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.desk import danger, expecting, queue
from community.extensions import db, writing
from community.forum import posting
from community.forum.models import Thread
from community.outbox.working import drain
from tests.desk.test_order import say

EVENING = datetime(2026, 11, 24, 20, tzinfo=UTC)  # a Tuesday, after hours
MORNING = EVENING + timedelta(hours=13, minutes=5)


def at(moment):
    return clock.set_to(moment)


def ask(cast, title, moment, who="ana"):
    with at(moment), writing():
        category = cast.category("help")
        thread = posting.ask(getattr(cast, who), category, "question", title, **say("It blinks."))
        thread_id = thread.id
    with at(moment):
        drain()
    return thread_id


def answer(cast, thread_id, moment, who="ben"):
    with at(moment), writing():
        thread = db.session.get(Thread, thread_id)
        post = posting.reply(thread, getattr(cast, who), intent="answer", **say("Hold the key."))
        post_id = post.id
    with at(moment):
        drain()
    return post_id


@pytest.fixture
def night(cast):
    """Three questions of the evening; two were answered by a customer."""
    waits = ask(cast, "Nobody answered", EVENING)
    right = ask(cast, "Answered well", EVENING + timedelta(minutes=1))
    wrong = ask(cast, "Answered badly", EVENING + timedelta(minutes=2))
    posts = {one: answer(cast, one, EVENING + timedelta(hours=1)) for one in (right, wrong)}
    return waits, right, wrong, posts


def listed(cast, tab="open"):
    return [row.id for row in queue.page(cast.people["sam"], tab).items]


def test_the_first_morning_list_opens_with_danger_then_the_night_then_the_bands(cast, night):
    waits, right, wrong, _posts = night
    assert danger.words_of_danger("It caught fire")
    fire = ask(cast, "It caught fire", EVENING + timedelta(hours=2))
    with at(MORNING):
        assert listed(cast) == [fire, right, wrong, waits]


def test_wrong_puts_the_question_back_with_the_clock_that_rested(cast, night, browser_of):
    waits, _right, wrong, posts = night
    sam = browser_of("sam")
    with at(MORNING):
        page = sam.get("/queue").text
        assert f'formaction="/posts/{posts[wrong]}/refutation?next=/queue" data-key="w"' in page
        assert sam.post(f"/posts/{posts[wrong]}/refutation?next=/queue").location == "/queue"
        assert wrong in listed(cast)  # at once: nobody waits for the outbox
        drain()
        item, _edges = queue.item(wrong)
        # the night is not covered: nothing was lost, nothing is late
        assert (item.to_check, item.target) == (False, "first_reply")
        assert item.due_at == MORNING.replace(hour=13, minute=5)
        assert listed(cast)[1:] == [waits, wrong]


def test_right_takes_it_out_of_the_queue_and_stays_in_the_list(cast, night, browser_of):
    _waits, right, _wrong, posts = night
    with at(MORNING):
        answered = browser_of("sam").post(f"/posts/{posts[right]}/verification?next=/queue")
        assert answered.location == "/queue"
        assert right not in listed(cast)


def test_the_asker_reads_what_is_true_before_and_after(cast, night, browser_of):
    _waits, _right, wrong, posts = night
    with at(MORNING):
        thread = db.session.get(Thread, wrong)
        assert expecting.expectation(thread) is None  # it is for the asker to say
        browser_of("sam").post(f"/posts/{posts[wrong]}/refutation")
        thread = db.session.get(Thread, wrong)
        assert expecting.expectation(thread).case == "on_duty"
        drain()
        page = browser_of("ana").get(thread.path).text
        assert "Our team answers here" in page and "does not hold here" in page


def test_a_wrong_answer_is_no_useful_reply_in_the_figures(cast, night, browser_of):
    from community.desk import measuring

    _waits, right, wrong, posts = night
    with at(MORNING):
        browser_of("sam").post(f"/posts/{posts[wrong]}/refutation")
        asked = {one.id: one for one in measuring.asked_since(EVENING - timedelta(days=1))}
    assert asked[wrong].useful_at is None and asked[wrong].first_reply_at is None
    assert asked[right].useful_at is not None

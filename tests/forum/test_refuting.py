"""Staff call a customer's answer wrong: it stays, marked, and the question waits for us again."""

from datetime import timedelta

import pytest

from community.desk.timing import our_coverage, reading_of
from community.extensions import writing
from community.forum import policy, refuting
from community.forum.acts import Refutation
from tests.forum.conftest import MONDAY

HOUR = timedelta(hours=1)


def test_the_question_waits_again_and_the_wrong_answer_was_no_reply(forum):
    forum.ask()
    answer = forum.reply("ben", "answer")
    assert forum.thread.support_state == "replied"
    forum.refute(answer)
    thread = forum.thread
    assert (thread.support_state, thread.waiting_for) == ("unanswered", "first_reply")
    assert (thread.replied_by, thread.replied_at, thread.first_reply_at) == (None, None, None)
    assert thread.waiting_since == MONDAY


def test_our_clock_runs_on_from_where_the_wrong_answer_let_it_rest(forum):
    """Asked at 10:00, answered at 11:00, called wrong at 14:00: three of the four hours left."""
    forum.ask()
    forum.time = MONDAY + HOUR
    answer = forum.reply("ben", "answer")
    forum.time = MONDAY + 4 * HOUR
    forum.refute(answer)
    reading = reading_of(forum.thread)
    assert reading.resumes_at == reading.since == MONDAY
    assert reading.due_at == MONDAY + 7 * HOUR


def test_a_rest_is_never_longer_than_the_pause_was(forum):
    """A customer's answer pauses our clock for one covered day; nobody of us looked for three."""
    forum.ask()
    answer = forum.reply("ben", "answer")
    forum.at(days=3).refute(answer)
    hours = our_coverage()
    assert reading_of(forum.thread).due_at == hours.add(MONDAY, 4 * HOUR + hours.day)


def test_another_customers_answer_takes_its_place_until_that_is_wrong_too(forum):
    with writing():
        forum.cast.max.roles = "customer"
    forum.ask()
    first = forum.at(hours=1).reply("ben", "answer")
    second = forum.at(hours=1).reply("max", "answer")
    forum.at(hours=1).refute(first)
    replied_at = forum.post(second).created_at
    assert (forum.thread.support_state, forum.thread.replied_at) == ("replied", replied_at)
    assert forum.thread.first_reply_at == replied_at
    forum.at(hours=1).refute(second)
    assert forum.thread.support_state == "unanswered"
    rested = sum(
        (our_coverage().between(*map(type(MONDAY).fromisoformat, rest[:2]))) / timedelta(minutes=1)
        for rest in forum.thread.rests
    )
    verdict = forum.post(second).refuted_at
    assert rested == (verdict - forum.post(first).created_at) / timedelta(minutes=1)


def test_what_the_asker_said_since_starts_the_clock(forum):
    """They found out themselves: the follow-up runs since their word, and nothing rested."""
    forum.ask()
    answer = forum.reply("ben", "answer")
    forum.at(hours=1).reply("ana", "still_need_help")
    since = forum.thread.waiting_since
    forum.at(hours=1).refute(answer)
    thread = forum.thread
    assert (thread.support_state, thread.waiting_for) == ("needs_reply", "follow_up")
    assert (thread.waiting_since, thread.rests) == (since, None)


def test_an_answer_of_ours_is_not_touched_by_it(forum):
    forum.ask()
    wrong = forum.reply("ben", "answer")
    forum.reply("sam", "answer")
    forum.refute(wrong)
    assert (forum.thread.support_state, forum.thread.replied_by) == ("replied", "staff")
    assert forum.thread.waiting_since is None


def test_it_can_be_taken_back_and_right_takes_wrong_back(forum):
    forum.ask()
    answer = forum.reply("ben", "answer")
    before = forum.thread.replied_at
    forum.refute(answer)
    forum.act(lambda: refuting.unrefute(forum.post(answer), forum.cast.sam))
    assert (forum.thread.support_state, forum.thread.replied_at) == ("replied", before)
    forum.refute(answer)
    forum.verify(answer)
    assert forum.post(answer).refuted_at is None
    assert forum.thread.waiting_since is None
    forum.refute(answer)
    assert forum.post(answer).verified_at is None
    assert forum.thread.support_state == "unanswered"


def test_calling_it_wrong_twice_is_once(forum):
    forum.ask()
    answer = forum.reply("ben", "answer")
    forum.refute(answer)
    forum.refute(answer)
    assert Refutation.query.count() == 1


@pytest.mark.parametrize("who", ["ana", "ben", "max"])
def test_only_staff_call_an_answer_wrong(forum, browser_of, who):
    forum.ask()
    answer = forum.reply("ben", "answer")
    assert browser_of(who).post(f"/posts/{answer}/refutation").status_code == 403
    assert forum.post(answer).refuted_at is None


def test_what_the_asker_chose_and_what_we_wrote_is_not_called_wrong(forum):
    forum.ask()
    ours, theirs = forum.reply("sam", "answer"), forum.reply("ben", "answer")
    forum.accept(theirs)
    for post_id in (ours, theirs):
        assert not policy.can_refute(forum.cast.mia, forum.post(post_id))


def test_readers_see_the_mark_and_the_page_in_memory_follows(forum, browser_of, client):
    forum.ask()
    answer = forum.reply("ben", "answer")
    reader, sam = browser_of("max"), browser_of("sam")
    path = forum.thread.path
    assert "does not hold here" not in reader.get(path).text
    page = sam.post(f"/posts/{answer}/refutation?next=/queue")
    assert (page.status_code, page.location) == (303, "/queue")
    for browser in (reader, client):
        assert "does not hold here" in browser.get(path).text
    assert "Mark as wrong" not in sam.get(path).text
    sam.delete(f"/posts/{answer}/refutation")
    assert "does not hold here" not in reader.get(path).text

"""When a thread is due: one test for each row of CARE's table that touches the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from community.desk.coverage import parse
from community.desk.timing import Targets, read_clock
from community.forum.models import Thread

OFFICE = parse("mon-fri 09:00-17:00", "UTC")
TARGETS = Targets(first_reply=240, follow_up=480)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def thread(**facts) -> Thread:
    usual = {
        "kind": "question",
        "support_state": "unanswered",
        "waiting_since": MONDAY,
        "waiting_for": "first_reply",
        "by_team": False,
        "imported": False,
    }
    return Thread(**usual | facts)


def due(**facts) -> datetime | None:
    reading = read_clock(thread(**facts), TARGETS, OFFICE)
    return reading and reading.due_at


def test_a_question_is_due_after_its_first_reply_target():
    assert due() == MONDAY + hours(4)


def test_a_follow_up_has_its_own_target():
    assert due(support_state="needs_reply", waiting_for="follow_up") == MONDAY + hours(8)


def test_a_promised_next_word_is_the_new_deadline():
    promised = MONDAY + hours(2)
    reading = read_clock(thread(next_word_by=promised), TARGETS, OFFICE)
    assert (reading.target, reading.due_at) == ("next_word", promised)


@pytest.mark.parametrize(("who", "days"), [("customer", 1), ("trusted", 2)])
def test_a_customers_answer_pauses_the_clock_and_it_runs_on_with_what_was_left(who, days):
    answered = MONDAY + hours(1)
    reading = read_clock(
        thread(support_state="replied", replied_by=who, replied_at=answered), TARGETS, OFFICE
    )
    assert reading.resumes_at == OFFICE.add(answered, hours(8) * days)
    assert reading.due_at == OFFICE.add(reading.resumes_at, hours(3))


def test_the_company_asked_for_halves_what_is_left():
    reading = read_clock(thread(needs_company_at=MONDAY + hours(2)), TARGETS, OFFICE)
    assert reading.due_at == MONDAY + hours(3)
    assert reading.hastened


@pytest.mark.parametrize(
    "facts",
    [
        {"support_state": "replied", "replied_by": "staff"},
        {"support_state": "needs_info"},
        {"support_state": "solved"},
        {"support_state": "closed"},
        {"kind": "discussion"},
        {"by_team": True},
        {"imported": True},
        {"hidden_at": MONDAY},
        {"held_at": MONDAY},
        {"closed_at": MONDAY},
        {"waiting_since": None},
    ],
)
def test_nobody_waits_for_us(facts):
    assert due(**facts) is None

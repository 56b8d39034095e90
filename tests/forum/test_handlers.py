"""The forum's timers: asked once, by day, and never when things moved on."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community import clock, outbox
from community.extensions import db, writing
from community.forum import handlers, waiting
from community.forum.acts import Closure, Nudge
from community.forum.events import AskerToBeAsked, InfoStillMissing
from community.outbox.models import Handling, OutboxEvent
from tests.forum.conftest import MONDAY

LISBON, TOKYO = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Tokyo")


@pytest.fixture
def timers(forum):
    """What waits for its time: (event name, due), earliest first."""

    def waiting_ones(*names):
        rows = db.session.execute(
            db.select(OutboxEvent.name, Handling.due_at)
            .join(Handling, Handling.event_id == OutboxEvent.id)
            .where(OutboxEvent.name.in_(names))
            .order_by(Handling.due_at, Handling.id)
        )
        return [tuple(row) for row in rows]

    return waiting_ones


@pytest.fixture
def ring(forum, monkeypatch):
    """Let a timer ring at a moment; answers what it recorded: [(event, at)]."""

    def ring_at(handler, event, moment):
        recorded = []
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "record", lambda fact, at=None: recorded.append((fact, at)))
            with clock.set_to(moment), writing():
                handler(event)
        return recorded

    return ring_at


def names(recorded):
    return [type(fact).__name__ for fact, _at in recorded]


def test_a_customers_answer_sets_a_timer_for_a_day_later(forum, timers):
    forum.ask()
    answered = forum.time
    forum.reply("ben", "answer")
    assert timers("AskerToBeAsked") == [("AskerToBeAsked", answered + timedelta(hours=24))]


def test_an_answer_of_staff_sets_none(forum, timers):
    forum.ask()
    forum.reply("sam", "answer")
    assert timers("AskerToBeAsked") == []


def test_at_night_the_timer_waits_for_the_askers_morning(forum, timers):
    with writing():
        forum.cast.ana.time_zone = "Asia/Tokyo"
    forum.ask()
    forum.at(hours=4).reply("ben", "answer")  # 14:01 UTC is 23:01 in Tokyo
    (_, due), *_rest = timers("AskerToBeAsked")
    assert due.astimezone(TOKYO).hour == 8


def test_the_asker_is_asked_once(forum, ring):
    forum.ask()
    answer = forum.reply("ben", "answer")
    event = AskerToBeAsked(forum.thread_id, answer)
    later = forum.time + timedelta(days=1)
    assert names(ring(handlers.ask_the_asker, event, later)) == ["AskerAsked"]
    assert ring(handlers.ask_the_asker, event, later) == []
    assert db.session.query(Nudge).one().post_id == answer


def test_the_asker_is_not_woken_by_a_worker_that_comes_late(forum, ring):
    forum.ask()
    answer = forum.reply("ben", "answer")
    event = AskerToBeAsked(forum.thread_id, answer)
    night = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert ring(handlers.ask_the_asker, event, night) == [
        (event, datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    ]


@pytest.mark.parametrize("what", ["accept", "staff", "still", "hide", "remove thread"])
def test_nobody_is_asked_when_things_moved_on(forum, ring, what):
    from community.forum import hiding

    forum.ask()
    answer = forum.reply("ben", "answer")
    if what == "accept":
        forum.accept(answer)
    elif what == "staff":
        forum.reply("sam", "answer")
    elif what == "still":
        forum.reply("ana", "still_need_help")
    elif what == "hide":
        forum.hide(answer)
    else:
        forum.act(lambda: hiding.hide_thread(forum.thread, forum.cast.mia))
    event = AskerToBeAsked(forum.thread_id, answer)
    assert ring(handlers.ask_the_asker, event, forum.time + timedelta(days=1)) == []


def test_missing_details_are_asked_for_twice_and_then_the_question_closes(forum, timers, ring):
    forum.ask()
    asked = forum.time
    post = forum.reply("sam", "need_info")
    assert timers("InfoStillMissing") == [("InfoStillMissing", asked + timedelta(days=2))]
    moment, rounds = asked + timedelta(days=2), []
    event = InfoStillMissing(forum.thread_id, post, 1)
    for _ in range(2):
        (told, _at), (event, moment) = ring(handlers.ask_again_for_details, event, moment)
        rounds.append((told.round, moment - asked))
    assert rounds == [(1, timedelta(days=7)), (2, timedelta(days=14))]
    assert "QuestionExpired" in names(ring(handlers.ask_again_for_details, event, moment))
    assert (forum.thread.support_state, forum.thread.closed_by) == ("closed", "clock")
    assert db.session.query(Closure).one().by_id is None


def test_a_reminder_that_rings_twice_reminds_once(forum, ring):
    forum.ask()
    event = InfoStillMissing(forum.thread_id, forum.reply("sam", "need_info"), 1)
    moment = forum.time + timedelta(days=2)
    assert names(ring(handlers.ask_again_for_details, event, moment))
    assert ring(handlers.ask_again_for_details, event, moment) == []


def test_details_that_came_end_the_reminders(forum, ring):
    forum.ask()
    event = InfoStillMissing(forum.thread_id, forum.reply("sam", "need_info"), 3)
    forum.reply("ana", "addition")
    assert ring(handlers.ask_again_for_details, event, forum.time + timedelta(days=20)) == []
    assert forum.thread.closed_at is None


def test_asking_anew_starts_the_reminders_anew(forum, ring):
    forum.ask()
    first = InfoStillMissing(forum.thread_id, forum.reply("sam", "need_info"), 1)
    forum.reply("ana", "addition")
    second = InfoStillMissing(forum.thread_id, forum.reply("sam", "need_info"), 1)
    moment = forum.time + timedelta(days=2)
    assert ring(handlers.ask_again_for_details, first, moment) == []
    assert names(ring(handlers.ask_again_for_details, second, moment))


@pytest.mark.parametrize(
    ("asked", "closes"),
    [
        ((2026, 11, 23, 10, 0), (2026, 12, 7, 10, 0)),  # Monday to Monday
        ((2026, 11, 21, 10, 0), (2026, 12, 7, 8, 0)),  # Saturday waits for Monday
        ((2026, 11, 22, 23, 0), (2026, 12, 7, 8, 0)),  # Sunday night
        ((2026, 11, 20, 22, 0), (2026, 12, 7, 8, 0)),  # Friday night is Saturday's morning
        ((2026, 11, 24, 5, 0), (2026, 12, 8, 8, 0)),  # before dawn
    ],
)
def test_nothing_closes_at_night_or_at_a_weekend(asked, closes):
    moment = waiting.closes_at(datetime(*asked, tzinfo=LISBON), LISBON)
    assert moment == datetime(*closes, tzinfo=LISBON)


def test_a_closing_that_rings_at_a_weekend_waits_for_monday(forum, ring):
    forum.ask()
    event = InfoStillMissing(forum.thread_id, forum.reply("sam", "need_info"), 3)
    saturday = datetime(2026, 12, 12, 12, 0, tzinfo=UTC)
    ((again, at),) = ring(handlers.ask_again_for_details, event, saturday)
    assert (again, at) == (event, datetime(2026, 12, 14, 8, 0, tzinfo=UTC))
    assert forum.thread.closed_at is None


def test_a_time_zone_that_makes_no_sense_is_the_companys(forum):
    with writing():
        forum.cast.ana.time_zone = "../Mars"
    assert str(waiting.zone_of(forum.cast.ana)) == "UTC"


def test_the_worker_brings_the_timers(forum):
    """The whole way: through the outbox, with the worker's own hands."""
    from community.outbox.working import drain

    forum.ask()
    forum.reply("ben", "answer")
    with clock.set_to(MONDAY + timedelta(days=1, hours=1)):
        drain()
    assert db.session.query(Nudge).count() == 1

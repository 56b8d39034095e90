"""Each event reaches each handler: once where it can be, again where it must be."""

from datetime import timedelta

import pytest

from community import clock, outbox
from community.accounts.models import User
from community.extensions import db, writing
from community.outbox.claiming import PAUSES
from community.outbox.working import drain
from tests.outbox.conftest import LampLit, handlings, light


def test_every_handler_hears_of_it_after_the_commit_and_only_once(app, listening):
    heard, seen = [], []

    def hear(event):
        heard.append(event)

    def see(event):
        seen.append(event)

    listening(hear)
    listening(see, writes=False)
    light(7)
    assert heard == [] and seen == []
    drain()
    drain()
    assert heard == [LampLit(7)] and seen == [LampLit(7)]


def test_what_is_rolled_back_was_never_recorded(app, listening):
    heard = []

    def hear(event):
        heard.append(event)

    listening(hear)
    with pytest.raises(ZeroDivisionError), writing():
        outbox.record(LampLit(7))
        _ = 1 / 0
    drain()
    assert heard == []


def test_events_carry_plain_values_only(app, listening):
    listening(lambda event: None)
    with pytest.raises(TypeError, match="lamp_id"), writing():
        outbox.record(LampLit(object()))


def test_a_failing_handler_stops_no_other_and_is_tried_again_later(app, listening):
    heard, tried = [], []

    def fail_first(event):
        tried.append(event)
        if len(tried) < 2:
            raise RuntimeError("no oil")

    def hear(event):
        heard.append(event)

    lane = listening(fail_first)
    listening(hear)
    light(7)
    drain()
    assert heard == [LampLit(7)] and len(tried) == 1
    (row,) = handlings(lane)
    assert row.state == "waiting" and "no oil" in row.last_error
    with clock.moved_by(timedelta(seconds=PAUSES[0] + 1)):
        drain()
    assert len(tried) == 2
    assert handlings(lane)[0].state == "done"


def test_after_the_last_try_it_is_dead_until_someone_replays_it(app, listening):
    broken = [True]

    def work(event):
        if broken:
            raise RuntimeError("no oil")

    lane = listening(work)
    light(7)
    for day in range(len(PAUSES) + 3):
        with clock.moved_by(timedelta(days=2 * day)):
            drain()
    assert handlings(lane)[0].state == "dead"
    output = app.test_cli_runner().invoke(args=["outbox", "status"]).output
    assert f"{lane} LampLit{{'lamp_id': 7}} RuntimeError: no oil" in output
    broken.clear()
    result = app.test_cli_runner().invoke(args=["outbox", "replay", "--lane", lane])
    assert result.output == "1 to be handled again.\n" and result.exit_code == 0
    drain()
    assert handlings(lane)[0].state == "done"


def test_what_a_failing_handler_wrote_is_gone(app, cast, listening):
    def write_and_fail(event):
        db.session.get(User, cast.people["ana"]).about = "half"
        db.session.flush()
        raise RuntimeError("no oil")

    lane = listening(write_and_fail)
    light(7)
    drain()
    assert cast.ana.about == ""
    assert handlings(lane)[0].attempts == 1


def test_a_handler_without_transaction_that_leaves_changes_behind_fails_in_order(
    app, cast, listening
):
    def forget_to_write(event):
        db.session.get(User, cast.people["ana"]).about = "stray"
        raise RuntimeError("no oil")

    lane = listening(forget_to_write, writes=False)
    light(7)
    drain()
    (row,) = handlings(lane)
    assert "no oil" in row.last_error and row.leased_until is None


def test_one_bad_event_does_not_spoil_its_batch(app, listening):
    handled = []

    def work(facts):
        if LampLit(2) in facts:
            raise RuntimeError("no oil")
        handled.extend(facts)

    lane = listening(work, batch=10)
    light(1, 2, 3)
    drain()
    assert handled == [LampLit(1), LampLit(3)]
    assert [row.state for row in handlings(lane)] == ["done", "waiting", "done"]


def test_a_timed_event_waits_for_its_time(app, listening):
    heard = []

    def hear(event):
        heard.append(event)

    listening(hear)
    light(7, at=clock.now() + timedelta(hours=24))
    drain()
    assert heard == []
    with clock.moved_by(timedelta(hours=23, minutes=59)):
        drain()
    assert heard == []
    with clock.moved_by(timedelta(hours=24)):
        drain()
    assert heard == [LampLit(7)]


def test_a_handler_may_ask_to_be_called_later(app, listening):
    tried = []

    def work(event):
        tried.append(event)
        if len(tried) == 1:
            raise outbox.Later(clock.now() + timedelta(minutes=10))

    lane = listening(work, writes=False)
    light(7)
    drain()
    with clock.moved_by(timedelta(minutes=9)):
        drain()
    (row,) = handlings(lane)
    assert len(tried) == 1 and row.attempts == 0 and row.last_error is None
    with clock.moved_by(timedelta(minutes=11)):
        drain()
    assert len(tried) == 2

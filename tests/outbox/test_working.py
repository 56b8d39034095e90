"""The worker wakes up by itself, whoever commits, and leaves nothing half begun."""

import sqlite3
import subprocess
import threading
import time
from datetime import timedelta

import pytest

from community import clock, outbox
from community.extensions import db, writing
from community.outbox import beating, looking, polling, working
from community.outbox.claiming import claim
from community.outbox.models import Handling, OutboxEvent, OutboxWorker
from community.outbox.pruning import prune
from community.outbox.working import drain
from tests.outbox.conftest import LampLit
from tests.statements import counted


def wait_until(condition, seconds=5.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def worker(app, listening, monkeypatch):
    """`worker(*functions)` starts a real one, without the repairs that other rooms begin then."""
    monkeypatch.setattr(working, "starters", [])
    started = []

    def start(*functions, writes=False):
        for function in functions:
            listening(function, writes=writes)
        one = working.Worker(app)
        one.start()
        started.append(one)
        return one

    yield start
    for one in started:
        one.stop()


def test_a_commit_of_this_process_wakes_its_lane_at_once(app, worker):
    heard = []

    def hear(event):
        heard.append(time.monotonic())

    worker(hear)
    time.sleep(0.3)
    with writing():
        outbox.record(LampLit(7))
    begun = time.monotonic()
    wait_until(lambda: heard)
    assert heard[0] - begun < polling.TICK_SQLITE


def test_a_commit_of_another_process_wakes_it_soon(app, settings, worker):
    heard = []

    def hear(event):
        heard.append(event)

    worker(hear)
    time.sleep(0.3)
    stranger = sqlite3.connect(settings.var_dir / "hearth.db", timeout=5)
    with stranger:
        row = stranger.execute(
            "INSERT INTO outbox_events (name, payload, created_at) VALUES "
            "('LampLit', '{\"lamp_id\": 7}', '2026-01-01 00:00:00')"
        ).lastrowid
        stranger.execute(
            "INSERT INTO outbox_handlings (event_id, lane, state, due_at, attempts) VALUES "
            f"({row}, 'tests.outbox.test_working.hear', 'waiting', '2026-01-01 00:00:00', 0)"
        )
    stranger.close()
    wait_until(lambda: heard, 1.0)
    assert heard == [LampLit(7)]


def test_a_time_that_comes_wakes_it(app, worker):
    heard = []

    def hear(event):
        heard.append(clock.now())

    worker(hear)
    at = clock.now() + timedelta(seconds=0.6)
    with writing():
        outbox.record(LampLit(7), at=at)
    wait_until(lambda: heard, 2.0)
    assert at <= heard[0] < at + timedelta(seconds=0.4)


def test_a_slow_lane_holds_up_no_other(app, worker):
    free, heard = threading.Event(), []

    def slow(event):
        free.wait(5)

    def quick(event):
        heard.append(event)

    worker(slow, quick)
    with writing():
        outbox.record(LampLit(7))
    wait_until(lambda: heard, 1.0)
    free.set()


def test_stopping_lets_the_running_handler_end_and_gives_the_rest_back(app, worker):
    begun, heard = threading.Event(), []

    def work(event):
        begun.set()
        time.sleep(0.3)
        heard.append(event.lamp_id)

    one = worker(work)
    with writing():
        for lamp in range(5):
            outbox.record(LampLit(lamp))
    begun.wait(5)
    one.stop()
    assert heard == [0]
    db.session.rollback()
    rows = db.session.query(Handling).order_by(Handling.id).all()
    assert [row.state for row in rows] == ["done"] + ["waiting"] * 4
    assert {row.leased_by for row in rows} == {None}
    assert looking.workers() == []


def test_the_work_of_a_dead_process_is_taken_up_at_the_next_start(app, worker, listening):
    heard = []

    def hear(event):
        heard.append(event)

    lane = listening(hear)
    with writing():
        outbox.record(LampLit(7))
    child = subprocess.Popen(["true"])
    child.wait()
    beating.begin("dead-one")
    claim(lane, 1, "dead-one")
    with writing():
        db.session.get(OutboxWorker, "dead-one").pid = child.pid
    worker()
    wait_until(lambda: heard, 2.0)
    assert [row.name == "dead-one" for row in looking.workers()] == [False]


def test_a_long_handler_keeps_its_lease_while_its_process_lives(app, listening):
    lane = listening(lambda event: None)
    with writing():
        outbox.record(LampLit(7))
    beating.begin("alive")
    claim(lane, 1, "alive")
    for seconds in (20, 40, 60):
        with clock.moved_by(timedelta(seconds=seconds)):
            assert claim(lane, 1, "thief") == []
            beating.beat("alive")
    with clock.moved_by(timedelta(seconds=120)):
        assert len(claim(lane, 1, "heir")) == 1


def test_looking_for_work_costs_one_statement_for_all_lanes_and_none_when_nothing_changed(
    app, listening
):
    lanes = [listening(function) for function in make_functions(30)]
    poller = polling.Poller(app, lanes)
    poller.due_lanes()
    with writing():
        outbox.record(LampLit(7))
    with counted() as seen:
        assert poller.due_lanes() == set(lanes)
    assert len(seen) == 1
    drain()
    poller.due_lanes()
    with counted() as seen:
        assert poller.due_lanes() == set()
    poller.version.close()
    assert seen == []


def make_functions(count):
    def named(number):
        def handle(event):
            pass

        handle.__name__ = f"handle_{number}"
        return handle

    return [named(number) for number in range(count)]


def test_old_events_are_forgotten_when_every_handler_is_done(app, listening):
    lane = listening(lambda event: None)
    with writing():
        outbox.record(LampLit(1))
        outbox.record(LampLit(2), at=clock.now() + timedelta(days=30))
    drain()
    assert prune() == 0
    with clock.moved_by(timedelta(days=8)):
        assert prune() == 1
    db.session.rollback()
    (left,) = db.session.query(OutboxEvent).all()
    assert left.payload == {"lamp_id": 2}
    assert [row.lane for row in db.session.query(Handling).all()] == [lane]


def test_a_lane_outlives_what_is_no_exception(app, worker):
    class TimeLimit(BaseException):
        """As gevent's."""

    heard = []

    def work(event):
        heard.append(event.lamp_id)
        if event.lamp_id == 1:
            raise TimeLimit

    worker(work)
    for lamp in (1, 2):
        with writing():
            outbox.record(LampLit(lamp))
        wait_until(lambda lamp=lamp: lamp in heard)

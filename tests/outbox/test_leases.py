"""Two workers, dead workers, and events of another version of the code."""

from datetime import timedelta

from sqlalchemy import update

from community import clock
from community.extensions import db, writing
from community.outbox.claiming import claim, finish
from community.outbox.handling import attempt
from community.outbox.models import Handling, OutboxEvent
from community.outbox.registry import events, handlers
from community.outbox.working import drain
from tests.outbox.conftest import LampLit, handlings, handlings_inside, light


def test_two_workers_never_hold_the_same_work(app, listening):
    lane = listening(lambda event: None)
    light(1, 2, 3)
    first, second = claim(lane, 2, "one"), claim(lane, 10, "two")
    assert [c.payload["lamp_id"] for c in first] == [1, 2]
    assert [c.payload["lamp_id"] for c in second] == [3]


def test_a_worker_that_slept_past_its_lease_does_not_do_it_twice(app, listening):
    heard = []

    def hear(event):
        heard.append(event)

    lane = listening(hear)
    light(7)
    sleeper = claim(lane, 1, "sleeper")
    with clock.moved_by(timedelta(minutes=5)):
        drain()
        assert heard == [LampLit(7)]
        attempt(handlers[lane], sleeper, "sleeper")
    assert heard == [LampLit(7)]


def test_a_lost_lease_marks_nothing_as_done(app, listening):
    lane = listening(lambda event: None)
    light(7)
    sleeper = claim(lane, 1, "sleeper")
    with clock.moved_by(timedelta(minutes=5)):
        claim(lane, 1, "other")
        with writing():
            assert finish(sleeper, "sleeper") == set()
    assert handlings(lane)[0].leased_by == "other"


def test_an_event_or_lane_of_another_version_harms_nobody(app, listening):
    heard = []

    def hear(event):
        heard.append(event)

    lane = listening(hear)
    light(1, 2, 3)
    with writing():
        first = handlings_inside(lane)[0]
        db.session.get(OutboxEvent, first.event_id).name = "LampEaten"
        second = db.session.get(OutboxEvent, handlings_inside(lane)[1].event_id)
        second.payload = {"lamp_id": 2, "wick": "long"}
        db.session.add(Handling(event_id=second.id, lane="attic.long_gone"))
    drain()
    assert heard == [LampLit(2), LampLit(3)]
    assert "LampEaten" in handlings(lane)[0].last_error
    (lost,) = handlings("attic.long_gone")
    assert lost.state == "waiting" and lost.attempts == 0
    output = app.test_cli_runner().invoke(args=["outbox", "status"]).output
    assert "(nobody listens here any more)" in output and "No event is called LampEaten" in output
    assert "LampEaten" not in events


def test_what_kills_every_process_is_put_aside(app, listening):
    lane = listening(lambda event: None)
    light(7)
    with writing():
        db.session.execute(update(Handling).where(Handling.lane == lane).values(attempts=99))
    drain()
    (row,) = handlings(lane)
    assert row.state == "dead" and "process died" in row.last_error

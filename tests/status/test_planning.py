"""Planned work is announced, reminded, begun and finished by itself, whatever comes between."""

from datetime import timedelta

import pytest

from community import clock
from community.clock import now
from community.extensions import db, writing
from community.outbox.models import OutboxEvent
from community.outbox.working import drain
from community.status import planning, reporting
from community.status.models import Component, ComponentSpell, Incident
from community.status.ordering import Outdated, Refused, newest_update
from tests.status.test_reporting import BODY, open_incident, parts, state, update

HOUR = timedelta(hours=1)
__all__ = ["parts"]


def plan(parts, after=3, hours=2, names=("Login",), **more) -> int:
    starts = now() + after * HOUR
    with writing():
        ids = [parts[name] for name in names]
        return planning.plan(
            "New disks", "t", BODY, ids, starts, starts + hours * HOUR, None, **more
        ).id


def load(incident_id) -> Incident:
    return db.session.get(Incident, incident_id)


def told() -> list[str]:
    """What happened to planned work so far, in order; timers are not news."""
    db.session.rollback()
    names = db.session.query(OutboxEvent.name).order_by(OutboxEvent.id)
    return [n for (n,) in names if n.startswith("Maintenance") and n != "MaintenanceDue"]


@pytest.fixture(autouse=True)
def every_fact_is_kept(monkeypatch):
    """Facts that nobody hears yet are written all the same, so that they can be counted."""
    from community.outbox import registry
    from community.status import events

    for name in dir(events):
        if name.startswith(("Maintenance", "NextWord", "Incident")):
            lanes = registry.listeners.get(name) or ["tests.nobody"]
            monkeypatch.setitem(registry.listeners, name, lanes)


def test_it_reminds_begins_and_ends_by_itself(parts):
    work = plan(parts, after=3)
    drain()
    assert load(work).stage == "scheduled" and state(parts, "Login") == "operational"
    with clock.moved_by(2 * HOUR + timedelta(minutes=1)):
        drain()
        assert told() == ["MaintenanceScheduled", "MaintenanceReminded"]
    with clock.moved_by(3 * HOUR + timedelta(minutes=1)):
        drain()
        assert load(work).stage == "in_progress"
        assert state(parts, "Login") == "under_maintenance"
    with clock.moved_by(5 * HOUR + timedelta(minutes=1)):
        drain()
        assert load(work).stage == "completed" and state(parts, "Login") == "operational"
    assert told()[2:] == ["MaintenanceStarted", "MaintenanceFinished"]
    drain()
    assert len(told()) == 4


def test_the_banner_stands_while_it_runs(parts, client):
    work = plan(parts)
    assert "data-banner" not in client.get("/news").text
    with clock.moved_by(4 * HOUR):
        drain()
        assert f'data-banner="incident-{work}"' in client.get("/news").text
    with clock.moved_by(6 * HOUR):
        drain()
        assert "data-banner" not in client.get("/news").text


def test_other_times_move_every_timer(parts):
    work = plan(parts, after=3, hours=2)
    starts = now() + 24 * HOUR
    with writing():
        planning.reschedule(load(work), starts, starts + HOUR, "Moved", BODY, None)
    with clock.moved_by(6 * HOUR):
        drain()
        assert load(work).stage == "scheduled"
    assert told() == ["MaintenanceScheduled", "MaintenanceRescheduled"]
    with clock.moved_by(24.5 * HOUR):
        drain()
        assert load(work).stage == "in_progress"
    assert told().count("MaintenanceReminded") == 0  # slept through: no news of yesterday


def test_moved_there_and_back_reminds_once(parts):
    work = plan(parts, after=3)
    first = load(work).scheduled_for, load(work).scheduled_until
    for starts, ends in ((now() + 9 * HOUR, now() + 10 * HOUR), first):
        with writing():
            planning.reschedule(load(work), starts, ends, "Moved", BODY, None)
    with clock.moved_by(2.5 * HOUR):
        drain()
    assert told().count("MaintenanceReminded") == 1


def test_running_work_gets_another_end_and_keeps_its_start(parts):
    work = plan(parts, after=1, hours=1)
    with clock.moved_by(1.5 * HOUR):
        drain()
        begun = load(work).scheduled_for
        with writing():
            planning.reschedule(
                load(work), now() + 9 * HOUR, now() + 2 * HOUR, "Longer", BODY, None
            )
        assert load(work).scheduled_for == begun
    with clock.moved_by(2.5 * HOUR):
        drain()
        assert load(work).stage == "in_progress"
    with clock.moved_by(4 * HOUR):
        drain()
        assert load(work).stage == "completed"


def test_work_that_is_called_off_never_begins(parts):
    work = plan(parts)
    update(work, "cancelled")
    with clock.moved_by(4 * HOUR):
        drain()
        assert load(work).stage == "cancelled" and state(parts, "Login") == "operational"
    assert told() == ["MaintenanceScheduled", "MaintenanceCancelled"]


def test_begun_and_finished_by_hand_the_clock_keeps_quiet(parts):
    work = plan(parts)
    update(work, "in_progress")
    update(work, "completed")
    with clock.moved_by(6 * HOUR):
        drain()
    assert told() == ["MaintenanceScheduled", "MaintenanceStarted", "MaintenanceFinished"]


def test_kept_by_hand_staff_are_asked_and_nothing_begins(parts):
    work = plan(parts, starts_itself=False, ends_itself=False)
    with clock.moved_by(4 * HOUR):
        drain()
        assert load(work).stage == "scheduled"
    names = [n for (n,) in db.session.query(OutboxEvent.name)]
    assert names.count("NextWordMissed") == 1


def test_a_worker_that_slept_through_it_tells_the_end_alone(parts):
    work = plan(parts)
    with clock.moved_by(12 * HOUR):
        drain()
        assert load(work).stage == "completed"
    assert told() == ["MaintenanceScheduled", "MaintenanceFinished"]


def test_overlapping_work_is_named_and_frees_its_component_with_the_last(parts):
    first, second = plan(parts, after=3, hours=2), plan(parts, after=4, hours=3)
    other = plan(parts, after=4, hours=3, names=("Payments",))
    starts = now() + 3 * HOUR
    found = planning.overlapping([parts["Login"]], starts, starts + HOUR / 2)
    assert [one.id for one in found] == [first]
    found = planning.overlapping([parts["Login"]], starts, starts + 5 * HOUR)
    assert [one.id for one in found] == [first, second] and other not in found
    with clock.moved_by(5.5 * HOUR):
        drain()
        assert load(first).stage == "completed"
        assert state(parts, "Login") == "under_maintenance"
    with clock.moved_by(8 * HOUR):
        drain()
        assert state(parts, "Login") == "operational"


def test_an_outage_during_the_work_is_what_people_see(parts):
    plan(parts, after=1, hours=4)
    with clock.moved_by(2 * HOUR):
        drain()
        outage = open_incident("Down", {parts["Login"]: "major_outage"})
        assert state(parts, "Login") == "major_outage"
        update(outage, "resolved")
        assert state(parts, "Login") == "under_maintenance"


@pytest.mark.parametrize(("after", "hours"), [(3, -1), (3, 0), (-3, 1), (-1, 2), (3, 24 * 31)])
def test_times_that_make_no_sense_are_refused(parts, after, hours):
    with pytest.raises(Refused):
        plan(parts, after, hours)
    assert db.session.query(Incident).count() == 0


def test_a_clock_that_is_set_back_undoes_nothing(parts):
    work = plan(parts, after=3, hours=2)
    with clock.moved_by(3.2 * HOUR):
        drain()
    with clock.moved_by(2.2 * HOUR):  # an hour back, in the middle of the work
        drain()
        assert load(work).stage == "in_progress"
    with clock.moved_by(3.2 * HOUR):
        drain()
        assert load(work).stage == "in_progress"
    assert told().count("MaintenanceStarted") == 1
    spells = db.session.query(ComponentSpell).all()
    assert [one.state for one in spells] == ["under_maintenance"]


def test_what_is_over_is_not_begun_again(parts):
    work = plan(parts)
    update(work, "completed")
    with pytest.raises(Refused):
        update(work, "in_progress")
    with pytest.raises(Refused), writing():
        planning.reschedule(load(work), now() + HOUR, now() + 2 * HOUR, "Again", BODY, None)


def test_two_people_who_speak_at_once(parts):
    work = plan(parts)
    seen = newest_update(work).id
    update(work, "in_progress")
    with pytest.raises(Outdated) as refused, writing():
        reporting.update_incident(load(work), "cancelled", "t", BODY, {}, None, seen=seen)
    assert load(work).stage == "in_progress"
    with writing():  # having read it
        reporting.update_incident(
            load(work), "cancelled", "t", BODY, {}, None, seen=refused.value.update_id
        )
    assert load(work).stage == "cancelled"


def test_an_archived_component_is_not_touched_by_its_plan(parts):
    from community.status import arranging

    work = plan(parts, names=("Login", "Payments"))
    with writing():
        arranging.archive(db.session.get(Component, parts["Login"]), None)
    with clock.moved_by(4 * HOUR):
        drain()
        assert load(work).stage == "in_progress"
        assert state(parts, "Login") == "operational"
        assert state(parts, "Payments") == "under_maintenance"

"""Words out of order, words at once, words about the past, and parts that leave meanwhile."""

from datetime import timedelta

import pytest

from community import clock
from community.clock import now
from community.extensions import db, writing
from community.outbox.models import OutboxEvent
from community.outbox.working import drain
from community.status import arranging, backfilling, reporting
from community.status.models import Component, ComponentSpell, Incident, IncidentUpdate
from community.status.ordering import Outdated, Refused, newest_update
from tests.status.test_reporting import BODY, open_incident, parts, state, update

MINUTE = timedelta(minutes=1)
__all__ = ["parts"]


def facts() -> list[str]:
    db.session.rollback()
    return [name for (name,) in db.session.query(OutboxEvent.name).order_by(OutboxEvent.id)]


def load(incident_id) -> Incident:
    return db.session.get(Incident, incident_id)


def test_a_late_word_takes_its_place_and_changes_nothing_else(parts):
    incident = open_incident("Down", {parts["Login"]: "major_outage"})
    with clock.moved_by(30 * MINUTE):
        update(incident, "resolved")
    before = facts()
    with clock.moved_by(60 * MINUTE), writing():
        said = reporting.update_incident(
            load(incident),
            "identified",
            "We found it",
            BODY,
            {parts["Login"]: "partial_outage"},
            None,
            shown_at=now() - 50 * MINUTE,
        )
        assert not said.deliver
    assert load(incident).stage == "resolved"
    assert state(parts, "Login") == "operational"
    order = db.session.query(IncidentUpdate).order_by(IncidentUpdate.shown_at)
    assert [one.stage for one in order] == ["investigating", "identified", "resolved"]
    assert "IncidentUpdated" not in facts()[len(before) :]


@pytest.mark.parametrize(
    ("stage", "shown"),
    [("identified", 10), ("identified", -90), ("in_progress", 0), ("postmortem", 0)],
)
def test_words_that_make_no_sense_are_refused(parts, stage, shown):
    incident = open_incident("Down", {parts["Login"]: "major_outage"})
    with pytest.raises(Refused), writing():
        reporting.update_incident(
            load(incident),
            stage,
            "t",
            BODY,
            {},
            None,
            shown_at=now() + shown * MINUTE if shown else None,
        )
    assert load(incident).stage == "investigating"


def test_a_postmortem_after_the_end_is_a_fact_of_its_own(parts):
    incident = open_incident("Down", {parts["Login"]: "major_outage"})
    update(incident, "resolved")
    update(incident, "postmortem")
    assert facts()[-1] == "PostmortemPublished"
    assert load(incident).resolved_at is not None


def test_the_second_of_two_who_speak_at_once_reads_the_first(parts):
    incident = open_incident("Down", {parts["Login"]: "major_outage"})
    seen = newest_update(incident).id
    with writing():
        reporting.update_incident(load(incident), "monitoring", "a", BODY, {}, None, seen=seen)
    with pytest.raises(Outdated), writing():
        reporting.update_incident(load(incident), "identified", "b", BODY, {}, None, seen=seen)
    assert load(incident).stage == "monitoring"
    assert db.session.query(IncidentUpdate).count() == 2


def test_the_second_who_opens_the_same_outage_reads_of_the_first(parts):
    seen = 0
    open_incident("Sign-in fails", {}, seen=seen)
    with pytest.raises(Outdated):
        open_incident("Login is down", {}, seen=seen)
    assert db.session.query(Incident).count() == 1


def test_the_impact_is_computed_unless_a_person_says_otherwise(parts):
    incident = open_incident("Down", {parts["Login"]: "major_outage"}, impact="minor")
    assert load(incident).severity == "minor"
    update(incident, "identified", {parts["Login"]: "partial_outage"})
    assert load(incident).severity == "minor"
    with writing():
        reporting.set_impact(load(incident), reporting.COMPUTED)
    assert load(incident).severity == "critical"


def test_an_outage_may_have_begun_before_we_said_so(parts):
    began = now() - 40 * MINUTE
    incident = open_incident("Down", {parts["Login"]: "major_outage"}, began_at=began)
    assert load(incident).started_at == began
    first = db.session.query(ComponentSpell).order_by(ComponentSpell.began_at).first()
    assert first.began_at == began and first.state == "major_outage"


def test_an_incident_of_the_past_alarms_nobody(parts, cast, client):
    with writing():
        incident = backfilling.backfill(
            "Slow night",
            "t",
            BODY,
            {parts["Login"]: "partial_outage"},
            cast.sam,
            now() - 300 * MINUTE,
            now() - 200 * MINUTE,
        ).id
    drain()
    assert state(parts, "Login") == "operational"
    assert load(incident).severity == "major" and load(incident).backfilled
    assert not {"IncidentOpened", "IncidentResolved", "WaveDue"} & set(facts())
    assert "data-banner" not in client.get("/status").text
    assert "Slow night" in client.get("/status").text


@pytest.mark.parametrize(("began", "ended"), [(-10, -20), (-10, -10), (-10, 10)])
def test_a_past_that_was_not_is_refused(parts, began, ended):
    moment = now()
    with pytest.raises(Refused), writing():
        backfilling.backfill(
            "x", "t", BODY, {}, None, moment + began * MINUTE, moment + ended * MINUTE
        )


def test_a_component_archived_during_its_incident(parts, client):
    incident = open_incident("Down", {parts["Login"]: "major_outage"})
    login = db.session.get(Component, parts["Login"])
    with writing():
        arranging.archive(login, None)
    assert f'data-component="{parts["Login"]}"' not in client.get("/status").text
    assert "Login" in client.get(f"/status/incidents/{incident}").text
    assert load(incident).severity == "critical" and load(incident).is_running
    spells = db.session.query(ComponentSpell).filter_by(ended_at=None).all()
    assert [one.state for one in spells] == ["operational"]
    with writing():
        arranging.restore(login, None)
    assert state(parts, "Login") == "major_outage"
    with writing():
        arranging.archive(login, None)
    update(incident, "resolved")
    with writing():
        arranging.restore(login, None)
    assert state(parts, "Login") == "operational"


def test_staff_are_reminded_once_of_a_word_that_was_promised(parts):
    from tests.status.test_planning import HOUR

    incident = open_incident("Down", {}, next_update_at=now() + HOUR)
    drain()
    assert "NextWordMissed" not in facts()
    with clock.moved_by(1.1 * HOUR):
        drain()
        drain()
        assert facts().count("NextWordMissed") == 1
        update(incident, "identified")
    with clock.moved_by(2 * HOUR):
        drain()
    assert facts().count("NextWordMissed") == 1
    with clock.moved_by(6 * HOUR):  # no promise, but a long silence
        drain()
    assert facts().count("NextWordMissed") == 2


def test_whoever_speaks_in_time_is_not_reminded(parts):
    incident = open_incident("Down", {}, next_update_at=now() + 60 * MINUTE)
    with clock.moved_by(30 * MINUTE), writing():
        reporting.update_incident(
            load(incident), "identified", "t", BODY, {}, None, now() + 90 * MINUTE
        )
    with clock.moved_by(70 * MINUTE):
        drain()
        assert "NextWordMissed" not in facts()
        update(incident, "resolved")
    with clock.moved_by(400 * MINUTE):
        drain()
    assert "NextWordMissed" not in facts()

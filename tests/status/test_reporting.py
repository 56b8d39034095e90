"""Outages: components follow the incidents that are not over, and everybody reads it at once."""

import pytest

from community.extensions import db, writing
from community.markup.result import Rendered
from community.status import reporting
from community.status.models import Component, ComponentSpell, Incident

BODY = Rendered("<p>We look into it.</p>", "We look into it.")


@pytest.fixture
def parts(app) -> dict[str, int]:
    with writing():
        rows = [Component(name=name) for name in ("Login", "Payments")]
        db.session.add_all(rows)
        db.session.flush()
        return {row.name: row.id for row in rows}


def open_incident(title, states, **more) -> int:
    with writing():
        return reporting.open_incident(title, "text", BODY, states, None, **more).id


def update(incident_id, stage, states=None) -> None:
    with writing():
        incident = db.session.get(Incident, incident_id)
        reporting.update_incident(incident, stage, "text", BODY, states or {}, None)


def state(parts, name) -> str:
    return db.session.get(Component, parts[name]).state


def test_a_component_takes_the_worst_state_and_is_freed_when_all_is_over(parts):
    slow = open_incident("Slow", {parts["Login"]: "degraded_performance"})
    down = open_incident("Down", {parts["Login"]: "major_outage"})
    assert state(parts, "Login") == "major_outage"
    assert state(parts, "Payments") == "operational"
    update(down, "resolved")
    assert state(parts, "Login") == "degraded_performance"
    update(slow, "resolved")
    assert state(parts, "Login") == "operational"


def test_the_impact_remembers_the_worst(parts):
    incident = open_incident("Down", {parts["Login"]: "major_outage"})
    update(incident, "monitoring", {parts["Login"]: "operational"})
    assert state(parts, "Login") == "operational"
    assert db.session.get(Incident, incident).severity == "critical"


def test_an_incident_that_comes_back_goes_on(parts):
    incident = open_incident("Down", {parts["Login"]: "partial_outage"})
    update(incident, "resolved")
    update(incident, "investigating", {parts["Login"]: "partial_outage"})
    row = db.session.get(Incident, incident)
    assert row.resolved_at is None and not row.is_over
    assert state(parts, "Login") == "partial_outage"


def test_spells_follow_each_other_without_a_gap(parts):
    incident = open_incident("Down", {parts["Login"]: "partial_outage"})
    update(incident, "resolved")
    spells = db.session.query(ComponentSpell).order_by(ComponentSpell.id).all()
    assert [s.state for s in spells] == ["partial_outage", "operational"]
    assert spells[0].ended_at == spells[1].began_at
    assert spells[1].ended_at is None


def test_a_double_click_opens_one_incident(parts):
    first = open_incident("Down", {}, once="k" * 12)
    assert open_incident("Down", {}, once="k" * 12) == first


def test_a_running_outage_stands_on_every_page_and_leaves_with_its_end(parts, client):
    incident = open_incident("Login fails", {parts["Login"]: "major_outage"})
    for path in ("/status", "/news"):
        page = client.get(path).text
        assert f'data-banner="incident-{incident}"' in page
        assert "Login fails" in page
    update(incident, "resolved")
    assert "data-banner" not in client.get("/news").text
    assert "Login fails" in client.get(f"/status/incidents/{incident}").text


def test_staff_open_an_incident_in_the_browser(parts, browser_of, client):
    sam = browser_of("sam")
    answer = sam.post(
        "/status/incidents",
        data={
            "title": "Payments fail",
            "stage": "investigating",
            "body": "We are **looking** into it.",
            f"component-{parts['Payments']}": "partial_outage",
            "component-999": "major_outage",
        },
    )
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert "<strong>looking</strong>" in page.text
    assert state(parts, "Payments") == "partial_outage"


def test_a_refused_incident_keeps_what_was_typed(parts, browser_of):
    answer = browser_of("sam").post(
        "/status/incidents", data={"title": "", "stage": "investigating", "body": "Long text"}
    )
    assert answer.status_code == 422
    assert "Long text" in answer.text


@pytest.mark.parametrize("who", ["ana", "max"])
def test_others_cannot_open_one(browser_of, who):
    assert browser_of(who).get("/status/incidents/new").status_code == 403
    assert browser_of(who).post("/status/incidents", data={"title": "x"}).status_code == 403
    assert db.session.query(Incident).count() == 0


def test_the_feed_is_valid_and_escaped(parts, client):
    from defusedxml import ElementTree

    open_incident("A <b> & B", {})
    feed = ElementTree.fromstring(client.get("/status.atom").data)
    titles = [e.text for e in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert "A <b> & B" in titles


def test_the_command_opens_updates_and_resolves(app, parts):
    run = app.test_cli_runner().invoke
    opened = run(args=["incident", "open", "Down", "--component", "login=major_outage"])
    assert opened.exit_code == 0, opened.output
    number = opened.output.strip()
    assert run(args=["incident", "update", number, "--body", "Found it."]).exit_code == 0
    assert run(args=["incident", "resolve", number]).exit_code == 0
    db.session.rollback()
    assert db.session.get(Incident, int(number)).is_over
    assert run(args=["incident", "open", "x", "--component", "login=on fire"]).exit_code == 2
    assert run(args=["incident", "resolve", "999"]).exit_code == 1


def test_the_command_changes_only_what_is_given_of_a_component(app, parts):
    run = app.test_cli_runner().invoke
    run(args=["components", "set", "Login", "--description", "Who you are", "--position", "3"])
    assert run(args=["components", "set", "Login", "--group", "Core"]).exit_code == 0
    db.session.rollback()
    login = db.session.get(Component, parts["Login"])
    assert (login.description, login.position) == ("Who you are", 3)
    assert login.group_id is not None

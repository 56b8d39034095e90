"""A running incident that explains a question is what the asker reads first."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.desk import expecting
from community.extensions import db, writing
from community.forum.models import Thread
from community.markup.result import Rendered
from community.status import reporting
from community.status.models import Component, Incident
from tests.forum.written import written_thread

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
BODY = Rendered("<p>We look into it.</p>", "We look into it.")


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def open_incident(title: str, component: str = "Charge point control") -> int:
    with writing():
        part = Component(name=component)
        db.session.add(part)
        db.session.flush()
        states = {part.id: "major_outage"}
        return reporting.open_incident(title, "text", BODY, states, None).id


def case_of(cast, title: str, asked: timedelta = timedelta(minutes=10)) -> str | None:
    thread_id = written_thread(cast, title=title, waiting_since=NOON - asked)
    expected = expecting.expectation(db.session.get(Thread, thread_id))
    return expected and expected.case


def test_the_component_is_named_in_the_question(app, cast):
    incident = open_incident("Nothing moves", "Login")
    thread_id = written_thread(cast, title="I can't use the LOGIN page", waiting_since=NOON)
    expected = expecting.expectation(db.session.get(Thread, thread_id))
    assert (expected.case, expected.name, expected.at) == ("incident", "Login", NOON)
    assert expected.url == f"/status/incidents/{incident}"


def test_most_words_of_the_incidents_title_stand_in_the_question(app, cast):
    open_incident("Payments by card are failing")
    assert case_of(cast, "My card payment failed twice") == "incident"


@pytest.mark.parametrize("title", ["How do I login with a card?", "Payments", "Failing tests", "x"])
def test_one_shared_word_is_no_reason(app, cast, title):
    open_incident("Payments by card are failing")
    assert case_of(cast, title) != "incident"


def test_what_waited_long_before_is_another_matter(app, cast):
    open_incident("Nothing moves", "Login")
    assert case_of(cast, "Login", asked=timedelta(hours=5)) == "incident"
    assert case_of(cast, "Login", asked=timedelta(hours=7)) != "incident"


def test_a_resolved_incident_explains_nothing(app, cast):
    incident_id = open_incident("Nothing moves", "Login")
    with writing():
        incident = db.session.get(Incident, incident_id)
        reporting.update_incident(incident, "resolved", "text", BODY, {}, None)
    assert case_of(cast, "Login") != "incident"


def test_the_asker_reads_it_with_a_link_and_others_do_not(app, cast, browser_of):
    incident = open_incident("Nothing moves", "Login")
    thread_id = written_thread(cast, title="No login", waiting_since=NOON)
    page = browser_of("ana").get(f"/t/{thread_id}-my-printer").text
    assert "There is a known problem with Login since" in page
    assert f'href="/status/incidents/{incident}">Follow it.' in page
    assert "known problem with" not in browser_of("ben").get(f"/t/{thread_id}-my-printer").text

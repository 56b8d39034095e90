"""PostgreSQL lets writers run side by side: what two people publish at once holds there too."""

from datetime import timedelta

import pytest

from community import clock
from community.clock import now
from community.extensions import db, writing
from community.outbox.models import OutboxEvent
from community.outbox.working import drain
from community.status import arranging, planning, queries, reporting
from community.status.history import bars_of
from community.status.models import Component, Incident, IncidentUpdate
from community.status.ordering import Outdated, newest_update
from community.status.v2.documents import DOCUMENTS
from tests.forum.test_posting_on_postgres import at_once, big_app
from tests.status.test_reporting import BODY

pytestmark = pytest.mark.postgres
__all__ = ["big_app"]
HOUR = timedelta(hours=1)


@pytest.fixture
def login(big_app) -> int:
    with writing():
        group = arranging.add_group("Core", None)
        arranging.add_component("Site", "", None, None)
        return arranging.add_component("Login", "", group.id, None).id


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(db.select(OutboxEvent.name)))


def test_of_several_who_publish_at_once_one_is_heard_and_the_others_read_it(big_app, login):
    with writing():
        incident = reporting.open_incident("Down", "t", BODY, {login: "major_outage"}, None).id
    seen = newest_update(incident).id

    def resolve():
        row = db.session.get(Incident, incident)
        reporting.update_incident(row, "resolved", "t", BODY, {}, None, seen=seen)

    refused = at_once(big_app, 5, resolve)
    assert len(refused) == 4 and all(isinstance(one, Outdated) for one in refused)
    assert names().count("IncidentResolved") == 1
    assert db.session.query(IncidentUpdate).count() == 2


def test_without_a_look_all_are_heard_and_it_ends_once(big_app, login):
    with writing():
        incident = reporting.open_incident("Down", "t", BODY, {login: "major_outage"}, None).id

    def resolve():
        row = db.session.get(Incident, incident)
        reporting.update_incident(row, "resolved", "t", BODY, {}, None)

    assert at_once(big_app, 5, resolve) == []
    assert names().count("IncidentResolved") == 1
    assert db.session.get(Component, login).state == "operational"


def test_the_plan_and_everything_that_reads_it_work_there(big_app, login):
    starts = now() + 3 * HOUR
    with writing():
        work = planning.plan("Disks", "t", BODY, [login], starts, starts + HOUR, None).id
    assert [one.id for one in planning.overlapping([login], starts, starts + HOUR)] == [work]
    with clock.moved_by(3.5 * HOUR):
        drain()
        db.session.rollback()
        assert db.session.get(Incident, work).stage == "in_progress"
        with big_app.test_request_context():
            for document in DOCUMENTS.values():
                assert document()["page"]
    with clock.moved_by(5 * HOUR):
        drain()
        db.session.rollback()
        assert db.session.get(Incident, work).stage == "completed"
    rows = queries.components()
    assert [(row.group, row.Component.name) for row in rows] == [(None, "Site"), ("Core", "Login")]
    assert bars_of([row.Component for row in rows])[login].states[-1] == "operational"

"""The API v2 has the keys and types of the real answers other clients were written for."""

import json
from datetime import timedelta

import pytest

from community.clock import now
from community.extensions import db, writing
from community.status import arranging, planning, reporting
from community.status.models import Component, ComponentGroup, Incident
from community.status.v2.documents import DOCUMENTS
from community.status.v2.identity import opaque
from tests.paths import shared
from tests.status.test_reporting import BODY

SAMPLES = {
    "discordstatus-doc/summary.json": "summary",
    "discordstatus-doc/status.json": "status",
    "discordstatus-doc/components.json": "components",
    "discordstatus-doc/incidents.json": "incidents",
    "discordstatus-doc/incidents__unresolved.json": "incidents/unresolved",
    "discordstatus-doc/scheduled-maintenances.json": "scheduled-maintenances",
    "discordstatus-doc/scheduled-maintenances__active.json": "scheduled-maintenances/active",
    "discordstatus-doc/scheduled-maintenances__upcoming.json": "scheduled-maintenances/upcoming",
    "githubstatus-crazy-max/data-summary.json": "summary",
    "githubstatus-crazy-max/data-summary-2.json": "summary",
    "githubstatus-crazy-max/data-status.json": "status",
    "githubstatus-crazy-max/data-status-2.json": "status",
}


@pytest.fixture
def parts(app) -> dict[str, int]:
    with writing():
        group = ComponentGroup(name="Core", position=1)
        db.session.add(group)
        db.session.flush()
        rows = [
            Component(name="Login", group_id=group.id, description="Who you are"),
            Component(name="Payments", group_id=group.id, position=1),
            Component(name="Site"),
        ]
        db.session.add_all(rows)
        db.session.flush()
        return {row.name: row.id for row in rows}


@pytest.fixture
def eventful(parts) -> dict[str, int]:
    """An outage that runs, one that is over, work that is planned and work that has begun."""
    with writing():
        over = reporting.open_incident(
            "Slow", "We **look**.", BODY, {parts["Site"]: "degraded_performance"}, None
        )
        reporting.update_incident(over, "monitoring", "Better.", BODY, {}, None)
        reporting.update_incident(over, "resolved", "Over.", BODY, {}, None)
        running = reporting.open_incident(
            "Down", "We look.", BODY, {parts["Login"]: "partial_outage"}, None
        )
        soon, later = now() + timedelta(hours=2), now() + timedelta(hours=3)
        planned = planning.plan("New disks", "Soon.", BODY, [parts["Site"]], soon, later, None)
        work = planning.plan("New lines", "Soon.", BODY, [parts["Payments"]], soon, later, None)
        reporting.update_incident(work, "in_progress", "Begun.", BODY, {}, None)
        return {
            "over": over.id,
            "running": running.id,
            "planned": planned.id,
            "work": work.id,
        }


def read(client, name):
    answer = client.get(f"/api/v2/{name}.json")
    assert answer.status_code == 200, name
    return answer.json


def shape(value):
    """Keys and types, with all members of a list as one."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        merged = {}
        for one in value:
            merged = merge(merged, shape(one))
        return [merged] if value else []
    return type(value).__name__


def merge(one, other):
    if isinstance(one, dict) and isinstance(other, dict):
        return one | {key: merge(one.get(key, value), value) for key, value in other.items()}
    if isinstance(one, list) and isinstance(other, list):
        return [merge(one[0], other[0])] if one and other else one or other
    return one if other == "NoneType" else other


def differences(theirs, ours, where=""):
    """Where ours lacks a key of theirs or has another type. A null of either agrees with all."""
    if "NoneType" in (theirs, ours) or theirs == [] or ours == []:
        return []
    if isinstance(theirs, dict) and isinstance(ours, dict):
        missing = [f"{where}.{key} is missing" for key in theirs if key not in ours]
        return missing + [
            slip
            for key in theirs.keys() & ours.keys()
            for slip in differences(theirs[key], ours[key], f"{where}.{key}")
        ]
    if isinstance(theirs, list) and isinstance(ours, list):
        return differences(theirs[0], ours[0], f"{where}[]")
    return [] if theirs == ours else [f"{where}: {theirs} there, {ours} here"]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_shape_is_that_of_real_answers(eventful, client, sample):
    theirs = json.loads(shared("statuspage", *sample.split("/")).read_text())
    assert differences(shape(theirs), shape(read(client, SAMPLES[sample]))) == []


def test_the_comparison_would_find_a_slip():
    theirs = {"a": [{"id": "x", "n": 1}], "b": None}
    assert differences(shape(theirs), shape({"a": [{"id": 7}]})) != []
    assert differences(shape(theirs), shape({"a": [{"id": "y", "n": 2}], "b": "c"})) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_of_ours_has_keys_that_no_client_knows(eventful, client, name):
    """More keys than the samples have would be promises nobody asked for."""
    known = shape(
        json.loads(shared("statuspage", "discordstatus-doc", "incidents.json").read_text())
    )
    page = set(known["page"])
    document = read(client, name)
    assert set(document["page"]) == page
    incident = set(known["incidents"][0])
    for row in document.get("incidents", []):
        assert set(row) == incident
        assert set(row["incident_updates"][0]) == set(known["incidents"][0]["incident_updates"][0])
    for row in document.get("scheduled_maintenances", []):
        assert set(row) == incident | {"scheduled_for", "scheduled_until"}


def test_each_list_has_its_own(eventful, client):
    def names(path, key):
        return [row["name"] for row in read(client, path)[key]]

    assert names("incidents", "incidents") == ["Down", "Slow"]
    assert names("incidents/unresolved", "incidents") == ["Down"]
    key = "scheduled_maintenances"
    assert sorted(names("scheduled-maintenances", key)) == ["New disks", "New lines"]
    assert names("scheduled-maintenances/upcoming", key) == ["New disks"]
    assert names("scheduled-maintenances/active", key) == ["New lines"]
    assert sorted(names("summary", key)) == ["New disks", "New lines"]
    assert names("summary", "incidents") == ["Down"]


def test_an_update_says_what_became_of_which_component(eventful, parts, client):
    slow = read(client, "incidents")["incidents"][1]
    assert [one["status"] for one in slow["incident_updates"]] == [
        "resolved",
        "monitoring",
        "investigating",
    ]
    first, last = slow["incident_updates"][-1], slow["incident_updates"][0]
    code = opaque("component", parts["Site"])
    moved = {"code": code, "name": "Site", "old_status": "operational"}
    assert first["affected_components"] == [moved | {"new_status": "degraded_performance"}]
    assert last["affected_components"][0]["old_status"] == "degraded_performance"
    assert last["affected_components"][0]["new_status"] == "operational"
    assert first["body"] == "We **look**."
    assert slow["components"][0]["status"] == "operational"
    assert slow["impact"] == "minor"


@pytest.mark.parametrize(
    ("state", "indicator", "words"),
    [
        (None, "none", "All Systems Operational"),
        ("under_maintenance", "maintenance", "Service Under Maintenance"),
        ("degraded_performance", "minor", "Minor Service Outage"),
        ("partial_outage", "major", "Partial System Outage"),
        ("major_outage", "critical", "Major Service Outage"),
    ],
)
def test_the_indicator_is_the_worst_of_all(parts, client, state, indicator, words):
    if state:
        with writing():
            reporting.open_incident("Down", "t", BODY, {parts["Login"]: state}, None)
    for name in ("status", "summary"):
        assert read(client, name)["status"] == {"indicator": indicator, "description": words}


def test_a_group_is_a_component_with_the_worst_state_of_its_members(eventful, parts, client):
    rows = {row["name"]: row for row in read(client, "components")["components"]}
    assert list(rows) == ["Site", "Core", "Login", "Payments"]
    assert rows["Core"]["group"] is True and rows["Core"]["status"] == "partial_outage"
    members = [opaque("component", parts[name]) for name in ("Login", "Payments")]
    assert rows["Core"]["components"] == members
    assert rows["Login"]["group_id"] == rows["Core"]["id"]
    assert rows["Payments"]["status"] == "under_maintenance"


def test_an_archived_component_leaves_the_lists_and_stays_in_its_incident(eventful, parts, client):
    with writing():
        arranging.archive(db.session.get(Component, parts["Login"]), None)
    assert "Login" not in [c["name"] for c in read(client, "components")["components"]]
    assert read(client, "incidents/unresolved")["incidents"][0]["components"][0]["name"] == "Login"


def test_ids_are_opaque_and_never_change():
    assert opaque("component", 1) == opaque("component", 1)
    ids = {opaque(kind, n) for kind in ("component", "group", "incident") for n in range(2000)}
    assert len(ids) == 6000
    assert all(len(one) == 12 and one.isalnum() and one == one.lower() for one in ids)


def test_times_carry_the_zone_of_the_page_and_milliseconds(eventful, client):
    page = read(client, "summary")["page"]
    assert page["time_zone"] == "Etc/UTC"
    assert page["updated_at"].endswith("Z") and len(page["updated_at"]) == 24


def test_an_empty_page_answers_too(client):
    assert read(client, "summary")["components"] == []
    assert read(client, "status")["status"]["indicator"] == "none"


def test_it_is_kept_for_visitors_until_something_changes(eventful, client):
    first = client.get("/api/v2/summary.json")
    again = client.get("/api/v2/summary.json")
    assert again.headers["X-Hearth-Cache"] == "hit"
    asked = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v2/summary.json", headers=asked).status_code == 304
    with writing():
        incident = db.session.get(Incident, eventful["running"])
        reporting.update_incident(incident, "resolved", "Over.", BODY, {}, None)
    fresh = client.get("/api/v2/summary.json", headers=asked)
    assert fresh.status_code == 200 and fresh.json["incidents"] == []


def test_whoever_is_signed_in_gets_304_too(eventful, browser_of):
    sam = browser_of("sam")
    etag = sam.get("/api/v2/summary.json").headers["ETag"]
    again = sam.get("/api/v2/summary.json", headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_scripts_on_any_page_may_read_it(client):
    for path in ("/api/v2/summary.json", "/status/api/v2/incidents/unresolved.json"):
        for _time in range(2):  # the second comes from the page cache
            answer = client.get(path, headers={"Origin": "https://example.com"})
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
        asked = client.options(path, headers={"Access-Control-Request-Method": "GET"})
        assert asked.headers["Access-Control-Allow-Origin"] == "*"
        assert "GET" in asked.headers["Access-Control-Allow-Methods"]
        assert client.post(path).status_code == 405


def test_it_asks_the_same_for_one_and_for_many(eventful, parts, client):
    from tests.statements import counted

    def asked(name):
        with counted() as sent:
            client.get(f"/api/v2/{name}.json?page=9")
        return len(sent)

    before = {name: asked(name) for name in DOCUMENTS}
    with writing():
        for number in range(5):
            reporting.open_incident(
                f"Down {number}", "t", BODY, {parts["Site"]: "major_outage"}, None
            )
    assert {name: asked(name) for name in DOCUMENTS} == before
    assert max(before.values()) <= 6

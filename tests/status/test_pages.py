"""What customers read on the status page, and what staff do there."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.clock import now
from community.extensions import db, writing
from community.outbox.working import drain
from community.status import backfilling, planning, reporting
from community.status.models import Component, Incident, IncidentTemplate
from tests.statements import counted
from tests.status.test_reporting import BODY, open_incident, parts, state, update

HOUR = timedelta(hours=1)
__all__ = ["parts"]


def typed(after: float) -> str:
    return f"{now() + after * HOUR:%Y-%m-%dT%H:%M}"


def plan_form(parts, **changes):
    form = {
        "title": "New disks",
        "body": "Sign-in is away for an hour.",
        "starts": typed(3),
        "ends": typed(4),
        f"part-{parts['Login']}": "1",
        "starts_itself": "1",
        "ends_itself": "1",
    }
    return form | changes


def newest() -> Incident | None:
    db.session.rollback()
    return db.session.query(Incident).order_by(Incident.id.desc()).first()


def test_the_headline_never_says_that_everything_works_while_an_incident_runs(parts, client):
    assert "Everything works" in client.get("/status").text
    incident = open_incident("Odd numbers on invoices", {}, impact="major")
    page = client.get("/status").text
    assert "Everything works" not in page and "status-headline--partial_outage" in page
    update(incident, "resolved")
    assert "Everything works" in client.get("/status").text


def test_all_of_it_down_is_said_so(parts, client):
    open_incident("Down", dict.fromkeys(parts.values(), "major_outage"))
    assert "Nothing works at the moment" in client.get("/status").text


def test_what_is_over_is_not_red_any_more(parts, client):
    incident = open_incident("Down", {parts["Login"]: "major_outage"})
    update(incident, "resolved")
    page = client.get(f"/status/incidents/{incident}").text
    assert "components__state--operational" in page and "components__state--major" not in page
    assert "it was: Does not work" in page


def test_a_promise_that_was_not_kept_is_owned_up_to(parts, client):
    incident = open_incident("Down", {}, next_update_at=now() + HOUR)
    assert "next word by" in client.get("/status").text
    with clock.moved_by(2 * HOUR):
        reread = client.get(f"/status/incidents/{incident}?page=2").text
    assert "we are late" in reread


def test_staff_plan_work_in_the_browser(parts, browser_of, client):
    answer = browser_of("sam").post("/status/maintenance", data=plan_form(parts))
    assert answer.status_code == 303
    assert newest().starts_itself and newest().stage == "scheduled"
    assert "New disks" in client.get("/status").text
    assert "data-banner" not in client.get("/status").text


@pytest.mark.parametrize(
    "changes",
    [
        {"ends": "", "starts": ""},
        {"starts": "tomorrow"},
        {"ends": typed(1)},
        {"starts": typed(-3), "ends": typed(-2)},
        {"starts": "9999-12-31T23:59"},
        {"title": ""},
    ],
)
def test_plans_that_make_no_sense_come_back_with_their_text(parts, browser_of, changes):
    answer = browser_of("sam").post("/status/maintenance", data=plan_form(parts, **changes))
    assert answer.status_code == 422
    assert "Sign-in is away for an hour." in answer.text
    assert newest() is None


def test_overlapping_work_is_shown_before_it_is_planned(parts, browser_of):
    sam = browser_of("sam")
    sam.post("/status/maintenance", data=plan_form(parts))
    second = plan_form(parts, title="New lines", starts=typed(3.5), ends=typed(5))
    refused = sam.post("/status/maintenance", data=second)
    assert refused.status_code == 422 and "data-overlaps" in refused.text
    assert "New disks" in refused.text
    assert sam.post("/status/maintenance", data=second | {"overlaps": "1"}).status_code == 303
    assert newest().title == "New lines"


def test_other_times_in_the_browser(parts, browser_of, client):
    sam = browser_of("sam")
    sam.post("/status/maintenance", data=plan_form(parts))
    path = f"/status/incidents/{newest().id}"
    assert typed(3) in sam.get(f"{path}/times").text
    form = {"starts": typed(10), "ends": typed(9), "body": "Later"}
    assert sam.post(f"{path}/times", data=form).status_code == 422
    assert sam.post(f"{path}/times", data=form | {"ends": typed(12)}).status_code == 303
    assert "Later" in client.get(path).text
    assert sam.get(f"/status/incidents/{open_incident('Down', {})}/times").status_code == 404


def test_the_second_of_two_sees_what_the_first_said_and_keeps_the_text(parts, browser_of):
    incident = open_incident("Down", {parts["Login"]: "major_outage"})
    path = f"/status/incidents/{incident}/updates"
    sam, mia = browser_of("sam"), browser_of("mia")
    seen = re.search(r'name="seen" value="(\d+)"', sam.get(f"{path}/new").text).group(1)
    form = {"stage": "identified", "seen": seen}
    assert mia.post(path, data=form | {"body": "A disk is full"}).status_code == 303
    refused = sam.post(path, data=form | {"body": "The net is down"})
    assert refused.status_code == 422
    assert "A disk is full" in refused.text and "The net is down" in refused.text
    again = re.search(r'name="seen" value="(\d+)"', refused.text).group(1)
    form = {"stage": "identified", "seen": again, "body": "The net is down"}
    assert sam.post(path, data=form).status_code == 303


def test_two_who_open_the_same_outage(parts, browser_of):
    sam, mia = browser_of("sam"), browser_of("mia")
    form = {"stage": "investigating", "seen": "0", "body": "We look"}
    first = mia.post("/status/incidents", data=form | {"title": "Sign-in fails"})
    assert first.status_code == 303
    refused = sam.post("/status/incidents", data=form | {"title": "Login is down"})
    assert refused.status_code == 422 and "Sign-in fails" in refused.text
    again = re.search(r'name="seen" value="(\d+)"', refused.text).group(1)
    form |= {"title": "Payments fail", "seen": again}
    assert sam.post("/status/incidents", data=form).status_code == 303


def test_staff_write_down_a_past_incident(parts, browser_of, client):
    form = {
        "title": "Slow night",
        "began": typed(-30),
        "ended": typed(-29),
        "body": "A disk",
        f"component-{parts['Login']}": "partial_outage",
    }
    sam = browser_of("sam")
    assert sam.post("/status/incidents/past", data=form | {"ended": typed(-31)}).status_code == 422
    assert sam.post("/status/incidents/past", data=form).status_code == 303
    page = client.get("/status").text
    assert "Slow night" in page and "Something happened on" in page
    assert state(parts, "Login") == "operational"


def test_staff_arrange_the_parts(parts, browser_of, client):
    sam = browser_of("sam")
    assert sam.post("/status/component-groups", data={"name": "Core"}).status_code == 303
    group = re.search(r"component-groups/(\d+)/moves", sam.get("/status/components").text).group(1)
    form = {"name": "Mail", "description": "Letters", "group": group}
    assert sam.post("/status/components", data=form).status_code == 303
    assert sam.post("/status/components", data=form | {"name": "mail"}).status_code == 422
    mail = db.session.query(Component).filter_by(name="Mail").one()
    assert mail.group_id == int(group)
    path = f"/status/components/{mail.id}"
    assert sam.post(path, data=form | {"name": "Post", "group": ""}).status_code == 303
    assert "Post" in client.get("/status").text
    for _time in range(3):
        sam.post(f"{path}/moves/up")
    order = re.findall(r'data-component="(\d+)"', client.get("/status").text)
    assert order[0] == str(mail.id)
    assert sam.post(f"{path}/moves/sideways").status_code == 404
    assert sam.post(f"{path}/archiving").status_code == 303
    assert f'data-component="{mail.id}"' not in client.get("/status").text
    refused = sam.post("/status/components", data={"name": "Post"})
    assert refused.status_code == 422 and "Restore that one" in refused.text
    assert sam.delete(f"{path}/archiving").status_code == 303
    assert sam.post(f"/status/component-groups/{group}", data={"name": "Heart"}).status_code == 303
    assert sam.delete(f"/status/component-groups/{group}").status_code == 303
    assert f'data-component="{mail.id}"' in client.get("/status").text


def test_a_part_says_what_runs_before_it_is_archived(parts, browser_of):
    open_incident("Sign-in fails", {parts["Login"]: "major_outage"})
    page = browser_of("sam").get(f"/status/components/{parts['Login']}").text
    assert "Sign-in fails" in page


def test_staff_keep_wordings(parts, browser_of):
    sam = browser_of("sam")
    form = {"name": "Provider", "stage": "identified", "body": "Our provider has trouble."}
    assert sam.post("/status/wordings", data=form).status_code == 303
    assert sam.post("/status/wordings", data=form).status_code == 422
    offered = sam.get("/status/incidents/new").text
    assert "Our provider has trouble." in offered and "We are looking into this" in offered
    row = db.session.query(IncidentTemplate).one()
    changed = form | {"body": "Their net is down."}
    assert sam.post(f"/status/wordings/{row.id}", data=changed).status_code == 303
    assert "Their net is down." in sam.get("/status/wordings").text
    assert sam.delete(f"/status/wordings/{row.id}").status_code == 303
    assert "Their net" not in sam.get("/status/incidents/new").text


@pytest.mark.parametrize("who", ["ana", "max"])
@pytest.mark.parametrize(
    "path",
    [
        "/status/maintenance/new",
        "/status/incidents/past",
        "/status/components",
        "/status/wordings",
    ],
)
def test_others_have_nothing_to_do_there(browser_of, who, path):
    assert browser_of(who).get(path).status_code == 403


def test_months_have_their_own_page(parts, client):
    moment = now()
    with writing():
        long_ago = moment - timedelta(days=70)
        backfilling.backfill("Old", "t", BODY, {}, None, long_ago, long_ago + HOUR)
    page = client.get(f"/status/history/{long_ago:%Y-%m}")
    assert "Old" in page.text
    assert "Old" not in client.get(f"/status/history/{moment:%Y-%m}").text
    for wrong in ("2026-13", "26-1", "x", "2026-1", "0001-01", "2026-11-01"):
        assert client.get(f"/status/history/{wrong}").status_code == 404


def test_badges_say_the_state_in_words(parts, client):
    open_incident("Down", {parts["Login"]: "partial_outage"})
    badge = client.get("/status/badge.svg")
    assert badge.mimetype == "image/svg+xml" and "Fails for some" in badge.text
    assert "Works" in client.get(f"/status/components/{parts['Payments']}/badge.svg").text
    assert client.get("/status/components/999/badge.svg").status_code == 404
    with writing():
        db.session.get(Component, parts["Login"]).name = "<b>&"
    from defusedxml import ElementTree

    text = client.get(f"/status/components/{parts['Login']}/badge.svg?page=2").data
    assert "<b>&: Fails for some" in ElementTree.fromstring(text).get("aria-label")


def test_the_status_page_keeps_its_budget(parts, client, browser_of):
    def asked(browser, number):
        with counted() as sent:
            assert browser.get(f"/status?page={number}").status_code == 200
        return len(sent)

    sam = browser_of("sam")
    open_incident("Down", {parts["Login"]: "major_outage"})
    asked(client, 1), asked(sam, 1)
    few = asked(client, 2), asked(sam, 2)
    with writing():
        for number in range(8):
            reporting.open_incident(
                f"x {number}", "t", BODY, {parts["Login"]: "major_outage"}, None
            )
            starts = now() + HOUR
            planning.plan("y", "t", BODY, [parts["Login"]], starts, starts + HOUR, None)
        db.session.add_all([Component(name=f"Part {number}") for number in range(20)])
    drain()
    asked(client, 3), asked(sam, 3)
    many = asked(client, 4), asked(sam, 4)
    assert max(many) <= 12, many
    # what is planned is looked for in any case; its words and parts are two questions more
    assert many[0] - few[0] <= 2 and many[1] - few[1] <= 2, (few, many)

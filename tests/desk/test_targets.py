"""Targets and duties: set by those who lead, noted, and open deadlines follow."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.accounts import organisations
from community.accounts.models import Organisation
from community.desk import duties, following_hours, targeting
from community.desk.events import QueueChanged
from community.desk.models import DeskClock, Duty, HoursKept, Target
from community.extensions import db, writing
from community.forum import editing, posting
from community.forum.models import Thread
from community.journal.models import JournalEntry
from community.markup import render
from community.outbox.models import OutboxEvent
from community.outbox.working import drain

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday morning
PATH = "/queue/targets"
FORM = {"category": "", "tier": "", "first_reply": "60", "follow_up": "120"}


@pytest.fixture(autouse=True)
def morning(app):
    with clock.set_to(NINE):
        yield


@pytest.fixture
def asked(cast) -> int:
    with writing():
        body = {"source": "Why?", "body": render("Why?")}
        thread = posting.ask(cast.ana, cast.category("help"), "question", "Why is that?", **body)
    drain()
    return thread.id


def due(thread_id: int) -> datetime:
    db.session.rollback()
    moment = db.session.get(DeskClock, thread_id).due_at
    db.session.rollback()
    return moment


def lead(cast, who: str = "sam") -> None:
    with writing():
        duties.give(getattr(cast, who), "lead", cast.admin)


def test_a_changed_target_moves_open_deadlines(cast, asked, browser_of):
    assert due(asked) == NINE + timedelta(hours=4)
    assert browser_of("admin").post(PATH, data=FORM).status_code == 303
    drain()
    assert due(asked) == NINE + timedelta(hours=1)
    target = db.session.scalar(select(Target))
    assert browser_of("admin").delete(f"{PATH}/{target.id}").status_code == 303
    drain()
    assert due(asked) == NINE + timedelta(hours=4)


def test_the_most_exact_target_holds(cast, asked):
    with writing():
        targeting.set_target(None, None, 30, 60, None)
        targeting.set_target(cast.categories["help"], None, 60, 60, None)
        targeting.set_target(None, "gold", 90, 60, None)
    drain()
    assert due(asked) == NINE + timedelta(minutes=90)


def test_another_tier_or_firm_moves_the_deadlines_of_its_people(cast, asked):
    with writing():
        targeting.set_target(None, "platinum", 30, 60, None)
    drain()
    with writing():
        organisations.keep("acme", tier="platinum")
    drain()
    assert due(asked) == NINE + timedelta(minutes=30)
    with writing():
        organisations.assign(cast.ana, None)
    drain()
    assert due(asked) == NINE + timedelta(hours=4)


def test_a_moved_question_gets_the_target_of_its_new_place(cast, asked):
    with writing():
        targeting.set_target(cast.categories["members"], None, 20, 60, None)
        thread = db.session.get(Thread, asked)
        editing.edit_thread(thread, cast.mia, category=cast.category("members"))
    drain()
    assert due(asked) == NINE + timedelta(minutes=20)


def test_other_hours_or_holidays_at_a_start_move_open_deadlines(whole_app, cast, asked):
    following_hours.begin(whole_app)
    drain()
    before = whole_app.config["SETTINGS"]
    try:
        whole_app.config["SETTINGS"] = replace(before, holidays="2026-11-25")
        following_hours.begin(whole_app)
        drain()
        assert due(asked) == NINE + timedelta(days=1, hours=4)
        whole_app.config["SETTINGS"] = replace(before, coverage="wed-fri 10:00-17:00")
        following_hours.begin(whole_app)
        drain()
        assert due(asked) == NINE + timedelta(hours=5)
    finally:
        whole_app.config["SETTINGS"] = before
    assert db.session.scalar(select(func.count()).select_from(HoursKept)) == 1


def test_nothing_is_told_where_nothing_moved(whole_app, cast, asked):
    def changes() -> int:
        told = select(func.count()).where(OutboxEvent.name == QueueChanged.__name__)
        return db.session.scalar(told)

    following_hours.begin(whole_app)
    drain()
    before = changes()
    with writing():
        targeting.set_target(cast.categories["talk"], None, 30, 60, None)
    drain()
    following_hours.begin(whole_app)
    drain()
    assert changes() == before


def test_many_deadlines_follow_in_batches(cast, asked, monkeypatch):
    monkeypatch.setattr(following_hours, "AT_ONCE", 2)
    ids = [asked]
    for number in range(4):
        with writing():
            body = {"source": "Why?", "body": render("Why?")}
            place = cast.category("help")
            ids.append(posting.ask(cast.ben, place, "question", f"Why {number}?", **body).id)
    drain()
    with writing():
        targeting.set_target(None, None, 10, 20, None)
    drain()
    assert {due(one) for one in ids} == {NINE + timedelta(minutes=10)}


@pytest.mark.parametrize("minutes", ["0", "-5", "", "4 h", "99999999", "٣", "1e3", "1.5"])
def test_a_target_that_makes_no_sense_is_refused_with_a_reason(browser_of, minutes):
    answer = browser_of("admin").post(PATH, data={**FORM, "first_reply": minutes})
    assert answer.status_code == 422
    assert "first_reply-error" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Target)) == 0


def test_staff_read_targets_and_only_leads_and_administrators_set_them(cast, browser_of):
    assert browser_of("sam").get(PATH).status_code == 200
    assert "first_reply" not in browser_of("sam").get(PATH).text
    assert browser_of("sam").post(PATH, data=FORM).status_code == 403
    assert browser_of("ana").get(PATH).status_code == 403
    lead(cast)
    assert browser_of("sam").post(PATH, data=FORM).status_code == 303
    with writing():
        cast.sam.roles = "customer"  # a lead who is not of staff any more
    assert browser_of("sam").post(PATH, data=FORM).status_code == 403


def test_who_set_it_and_what_held_before_is_in_the_journal(cast, browser_of):
    browser_of("admin").post(PATH, data=FORM)
    browser_of("admin").post(PATH, data={**FORM, "first_reply": "45"})
    browser_of("admin").post(PATH, data={**FORM, "first_reply": "45"})
    notes = db.session.scalars(select(JournalEntry).where(JournalEntry.subject == "target")).all()
    assert [(n.action, n.detail["first_reply"]) for n in notes] == [
        ("set_target", 60),
        ("set_target", 45),
    ]
    assert notes[1].detail["before"]["first_reply"] == 60
    assert notes[1].by_id == cast.people["admin"]


def test_a_duty_is_for_who_works_the_queue(cast, browser_of):
    admin = browser_of("admin")
    for name, status in (("ana", 422), ("nobody", 422), ("sam", 303), ("sam", 303)):
        data = {"username": name, "duty": "on_call"}
        assert admin.post("/queue/duties", data=data).status_code == status
    assert duties.on_call() == [cast.people["sam"]]
    duty_id = db.session.scalar(select(Duty.id))
    assert browser_of("sam").delete(f"/queue/duties/{duty_id}").status_code == 403
    assert admin.delete(f"/queue/duties/{duty_id}").status_code == 303
    assert duties.on_call() == []


def test_without_a_lead_the_administrators_lead(cast):
    assert duties.leads() == [cast.people["admin"]]
    lead(cast, "mia")
    assert duties.leads() == [cast.people["mia"]]
    with writing():
        cast.mia.closed_at = NINE
    assert duties.leads() == [cast.people["admin"]]


def test_tiers_are_those_that_organisations_have(cast, browser_of):
    with writing():
        db.session.add(Organisation(external_id="b", name="B", tier="silver", products=[]))
    page = browser_of("admin").get(PATH).text
    assert '<option value="gold">' in page
    assert '<option value="silver">' in page
    assert browser_of("admin").post(PATH, data={**FORM, "tier": "brass"}).status_code == 422

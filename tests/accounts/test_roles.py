"""Who may what: every role against every kind of page, roles given and taken, people kept out."""

import pytest

from community.accounts import organisations, roles, suspending
from community.accounts.models import Organisation, User
from community.accounts.policy import can_suspend
from community.clock import moved_by, now
from community.extensions import db, writing
from community.guards import (
    admins_only,
    everyone,
    marketing_only,
    moderators_only,
    signed_in,
    staff_only,
)
from community.journal.models import JournalEntry
from tests.cast import PASSWORD

PEOPLE = (None, "ana", "sam", "mia", "max", "admin")
MATRIX = {
    everyone: "yes yes yes yes yes yes",
    signed_in: "no yes yes yes yes yes",
    staff_only: "no no yes yes no yes",
    moderators_only: "no no no yes no yes",
    marketing_only: "no no no no yes yes",
    admins_only: "no no no no no yes",
}


@pytest.mark.parametrize("policy", MATRIX, ids=lambda policy: policy.__name__)
def test_the_role_matrix(cast, policy):
    may = ["yes" if policy(getattr(cast, name) if name else None) else "no" for name in PEOPLE]
    assert " ".join(may) == MATRIX[policy]


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        (None, "ana", False),
        ("ana", "ben", False),
        ("sam", "ana", False),
        ("max", "ana", False),
        ("mia", "ana", True),
        ("mia", "sam", False),
        ("mia", "admin", False),
        ("mia", "mia", False),
        ("admin", "sam", True),
        ("admin", "admin", False),
    ],
)
def test_who_may_keep_whom_out(cast, who, whom, may):
    assert can_suspend(getattr(cast, who) if who else None, getattr(cast, whom)) is may


def is_in(client) -> bool:
    return client.get("/settings/profile").status_code == 200


def test_the_page_of_moderators_is_refused_to_others(client, browser_of, cast):
    path = "/u/ben/suspension"
    assert client.get(path).status_code == 303
    assert browser_of("ana").get(path).status_code == 403
    assert browser_of("sam").get(path).status_code == 403
    assert browser_of("mia").get(path).status_code == 200
    assert browser_of("mia").get("/u/sam/suspension").status_code == 403
    assert browser_of("mia").get("/u/nobody/suspension").status_code == 404


def test_a_suspension_ends_sessions_at_once_and_keeps_out(browser_of, client, cast):
    ben, mia = browser_of("ben"), browser_of("mia")
    data = {"days": "7", "reason": "spam"}
    assert mia.post("/u/ben/suspension", data=data).status_code == 303
    assert not is_in(ben)
    page = {"email": "ben@example.com", "password": PASSWORD}
    answer = client.post("/sign-in", data=page)
    assert answer.status_code == 422 and "suspended until" in answer.text
    wrong = client.post("/sign-in", data=page | {"password": "wrong wrong"})
    assert "suspended" not in wrong.text, "only who knows the password is told"
    note = db.session.scalars(db.select(JournalEntry)).all()[-1]
    assert (note.action, note.by_id, note.detail["reason"]) == ("suspend", cast.mia.id, "spam")
    assert "suspended" in client.get("/u/ben").text
    assert mia.delete("/u/ben/suspension").status_code == 303
    assert client.post("/sign-in", data=page).status_code == 303


def test_a_suspension_ends_by_itself_but_its_sessions_stay_ended(browser_of, client, cast):
    from datetime import timedelta

    ben = browser_of("ben")
    with writing():
        suspending.suspend(cast.ben, now() + timedelta(days=1))
    with moved_by(timedelta(days=2)):
        assert not is_in(ben)
        data = {"email": "ben@example.com", "password": PASSWORD}
        assert client.post("/sign-in", data=data).status_code == 303


@pytest.mark.parametrize(
    "data", [{}, {"days": "7"}, {"days": "0", "reason": "x"}, {"days": "x", "reason": "x" * 301}]
)
def test_a_bad_suspension_is_refused(browser_of, cast, data):
    assert browser_of("mia").post("/u/ben/suspension", data=data).status_code == 422
    assert not cast.ben.is_suspended


def test_a_new_role_is_noted_and_ends_sessions(browser_of, cast):
    ben = browser_of("ben")
    with writing():
        roles.grant(cast.ben, "staff", by=cast.admin)
    assert cast.ben.is_staff and cast.ben.roles == "customer,staff"
    assert not is_in(ben)
    note = db.session.scalars(db.select(JournalEntry)).all()[-1]
    assert (note.action, note.detail, note.by_id) == ("grant", {"role": "staff"}, cast.admin.id)


def test_giving_what_one_has_changes_nothing(browser_of, cast):
    sam = browser_of("sam")
    with writing():
        roles.grant(cast.sam, "staff")
    assert is_in(sam)
    assert db.session.scalars(db.select(JournalEntry)).all() == []


def test_without_any_role_one_is_a_customer(cast):
    with writing():
        roles.revoke(cast.ana, "customer")
    assert cast.ana.roles == "customer"
    with pytest.raises(roles.UnknownRole), writing():
        roles.grant(cast.ana, "emperor")


def test_an_organisation_is_made_once_and_changed_in_parts(app, cast):
    with writing():
        organisations.keep("x-1", "Example", "gold", "team", ["App", "App", ""])
    with writing():
        firm = organisations.keep("x-1", tier="silver", plan="")
        organisations.assign(cast.ben, firm)
    firm = db.session.scalar(db.select(Organisation).where(Organisation.external_id == "x-1"))
    assert (firm.name, firm.tier, firm.plan, firm.products) == ("Example", "silver", None, ["App"])
    assert cast.ben.organisation_id == firm.id


def test_the_organisation_is_for_staff_and_the_person_alone(browser_of, client, cast):
    seen = {
        name: "data-organisation" in (browser_of(name) if name else client).get("/u/ana").text
        for name in PEOPLE
    }
    seen["ben"] = "data-organisation" in browser_of("ben").get("/u/ana").text
    shown = {name for name, there in seen.items() if there}
    assert shown == {"ana", "sam", "mia", "admin"}


def test_a_profile_shows_the_badge_of_the_team_and_no_address(client, cast):
    page = client.get("/u/sam").text
    assert 'data-badge="staff"' in page and "sam@example.com" not in page
    assert "data-badge" not in client.get("/u/ana").text
    assert client.get("/u/SAM").location == "/u/sam"
    assert client.get("/u/nobody").status_code == 404


def test_what_people_write_about_themselves_is_text(client, cast):
    with writing():
        cast.ana.about = "<script>alert(1)</script>\n\nsecond"
    page = client.get("/u/ana").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_closed_account_says_so_and_cannot_sign_in(client, browser_of, cast):
    ana = browser_of("ana")
    with writing():
        db.session.get(User, cast.people["ana"]).closed_at = now()
    assert "closed" in client.get("/u/ana").text
    assert not is_in(ana)
    data = {"email": "ana@example.com", "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 422

"""People change their own account; others are signed out and told where that matters."""

import pytest

from community.accounts import people, seeing, sessions
from community.accounts.models import UserSession
from community.clock import moved_by, now
from community.extensions import db
from community.outbox.models import OutboxEvent
from tests.accounts.conftest import link_path, mail_to
from tests.cast import PASSWORD


def is_in(client) -> bool:
    return client.get("/settings/profile").status_code == 200


def rows_of(user) -> list[UserSession]:
    return list(db.session.scalars(sessions.standing_of(user.id)))


def test_the_profile_keeps_lines_and_loses_control_characters(browser_of, cast):
    data = {"name": "Ana\x00 A.", "about": "one\r\ntwo\x07", "time_zone": "Europe/Berlin"}
    assert browser_of("ana").post("/settings/profile", data=data).status_code == 303
    assert (cast.ana.name, cast.ana.about) == ("Ana A.", "one\ntwo")
    assert cast.ana.time_zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("name", "Support Team"),
        ("name", "Sаm Sato"),  # with a Cyrillic a
        ("about", "x" * 1001),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_a_bad_profile_is_refused_with_its_text(browser_of, cast, name, value):
    data = {"name": "Ana", "about": "about me", "time_zone": "UTC", name: value}
    answer = browser_of("ana").post("/settings/profile", data=data)
    assert answer.status_code == 422 and f'id="{name}-error"' in answer.text
    assert "about me" in answer.text or name == "about"
    assert cast.ana.name == "Ana Alves"


def test_a_customer_cannot_give_themselves_a_badge(browser_of, cast):
    data = {"name": "Ana", "time_zone": "", "department": "Support", "title": "Boss"}
    data |= {"roles": "admin", "trusted_at": "2020-01-01", "organisation_id": "1", "id": "1"}
    assert browser_of("ben").post("/settings/profile", data=data).status_code == 303
    ben = cast.ben
    assert (ben.department, ben.title, ben.roles) == (None, None, "customer")
    assert ben.trusted_at is None and ben.organisation_id is None


def test_staff_choose_their_title(browser_of, cast):
    data = {"name": "Sam Sato", "time_zone": "", "department": "Care", "title": "Engineer"}
    assert browser_of("sam").post("/settings/profile", data=data).status_code == 303
    assert (cast.sam.department, cast.sam.title) == ("Care", "Engineer")


def change_password(client, current=PASSWORD, password="three odd words"):
    return client.post("/settings/password", data={"current": current, "password": password})


def test_a_new_password_ends_every_other_session_and_is_mailed(browser_of, client, cast):
    here, there = browser_of("ana"), browser_of("ana")
    assert change_password(here).status_code == 303
    assert is_in(here) and not is_in(there)
    assert "changed" in mail_to("ana@example.com")["Subject"]
    old = {"email": "ana@example.com", "password": PASSWORD}
    assert client.post("/sign-in", data=old).status_code == 422
    assert client.post("/sign-in", data=old | {"password": "three odd words"}).status_code == 303


def test_a_wrong_present_password_changes_nothing(browser_of, cast):
    here, there = browser_of("ana"), browser_of("ana")
    before = cast.ana.password_hash
    assert change_password(here, current="not it at all").status_code == 422
    assert cast.ana.password_hash == before and is_in(there)


def test_trying_passwords_from_inside_is_slowed(browser_of, cast):
    ana = browser_of("ana")
    codes = [change_password(ana, current=f"guess {n}").status_code for n in range(11)]
    assert codes == [422] * 10 + [429]


def test_the_list_shows_browsers_and_each_can_be_ended(browser_of, cast):
    here, there = browser_of("ana"), browser_of("ana")
    there_id, here_id = (row.id for row in sorted(rows_of(cast.ana), key=lambda r: -r.id))
    page = here.get("/settings/sessions").text
    assert f'data-session="{here_id}"' in page and f'data-session="{there_id}"' in page
    _before, _mark, mine = page.partition(f'data-session="{here_id}"')
    assert page.count("this browser") == 1 and "this browser" in mine.partition("</li>")[0]
    assert here.delete(f"/settings/sessions/{there_id}").status_code == 303
    assert is_in(here) and not is_in(there)


def test_a_foreign_or_made_up_session_is_not_there(browser_of, cast):
    ben = browser_of("ben")
    foreign = rows_of(cast.ben)[0].id
    ana = browser_of("ana")
    for wrong in (foreign, 999_999, 0):
        assert ana.delete(f"/settings/sessions/{wrong}").status_code == 404
    assert ana.delete("/settings/sessions/x").status_code in {404, 405}
    assert is_in(ben)


def test_all_others_are_ended_at_once(browser_of, cast):
    here, other, third, ben = (browser_of(n) for n in ("ana", "ana", "ana", "ben"))
    form = {"_method": "DELETE"}
    assert here.post("/settings/sessions", data=form).status_code == 303
    assert [is_in(b) for b in (here, other, third, ben)] == [True, False, False, True]


def test_a_strange_browser_name_is_shown_in_our_words(client, cast):
    client.post(
        "/sign-in",
        data={"email": "ana@example.com", "password": PASSWORD},
        headers={"User-Agent": "<img src=x onerror=alert(1)> Firefox/1 Linux \x07" + "x" * 500},
    )
    page = client.get("/settings/sessions").text
    assert "Firefox on Linux" in page and "onerror" not in page


def test_a_new_address_counts_when_its_link_was_pressed(browser_of, client, cast):
    ana = browser_of("ana")
    data = {"email": "Ana.New@example.com", "current": PASSWORD}
    assert ana.post("/settings/email", data=data).status_code == 303
    assert cast.ana.email == "ana@example.com"
    path = link_path(mail_to("ana.new@example.com"), "/confirm-email/")
    client.get(path)
    assert cast.ana.email == "ana@example.com", "a GET must change nothing"
    assert client.post(path).status_code == 303
    assert cast.ana.email == "ana.new@example.com"
    assert "changed" in mail_to("ana@example.com")["Subject"]


def test_someone_elses_address_gets_a_hint_and_stays_theirs(browser_of, cast):
    data = {"email": "ben@example.com", "current": PASSWORD}
    assert browser_of("ana").post("/settings/email", data=data).status_code == 303
    assert "already" in mail_to("ben@example.com")["Subject"]
    assert people.by_email("ben@example.com").id == cast.ben.id


def test_an_address_taken_meanwhile_is_not_taken_away(browser_of, client, cast):
    data = {"email": "new@example.com", "current": PASSWORD}
    browser_of("ana").post("/settings/email", data=data)
    path = link_path(mail_to("new@example.com"), "/confirm-email/")
    browser_of("ben").post("/settings/email", data=data)
    client.post(link_path(mail_to("new@example.com"), "/confirm-email/"))
    assert people.by_email("new@example.com").id == cast.ben.id
    assert client.post(path).status_code == 410
    assert cast.ana.email == "ana@example.com"


def ask_reset(client, email="ana@example.com"):
    answer = client.post("/reset-password", data={"email": email})
    return answer, mail_to(email)


def test_a_reset_link_changes_the_password_once_and_ends_all_sessions(browser_of, client, cast):
    ana = browser_of("ana")
    _, mail = ask_reset(client)
    path = link_path(mail, "/reset-password/")
    assert client.get(path).status_code == 200 and is_in(ana)
    assert client.post(path, data={"password": "short"}).status_code == 422
    assert client.post(path, data={"password": "three odd words"}).status_code == 303
    assert not is_in(ana)
    assert client.post(path, data={"password": "again odd words"}).status_code == 410
    assert client.get(path).status_code == 410
    again = {"email": "ana@example.com", "password": "three odd words"}
    assert client.post("/sign-in", data=again).status_code == 303


def test_a_second_reset_link_is_dead_after_the_first_was_used(client, cast):
    first = link_path(ask_reset(client)[1], "/reset-password/")
    second = link_path(ask_reset(client)[1], "/reset-password/")
    assert first != second
    client.post(second, data={"password": "three odd words"})
    assert client.post(first, data={"password": "stolen words"}).status_code == 410


def test_an_unknown_address_reads_the_same_and_gets_no_mail(client, cast):
    known, _ = ask_reset(client)
    unknown, mail = ask_reset(client, "nobody@example.com")
    assert mail is None
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)


def test_reset_keys_expire_and_are_for_one_purpose_only(client, cast):
    from datetime import timedelta

    path = link_path(ask_reset(client)[1], "/reset-password/")
    key = path.rsplit("/", 1)[1]
    assert client.post(f"/confirm-email/{key}").status_code == 410
    with moved_by(timedelta(minutes=61)):
        assert client.post(path, data={"password": "three odd words"}).status_code == 410
    assert client.get("/reset-password/nonsense").status_code == 410


def test_reading_writes_last_seen_later_and_not_each_time(browser_of, cast):
    from datetime import timedelta

    ana = browser_of("ana")
    with moved_by(timedelta(hours=1)):
        is_in(ana)
        assert now() - rows_of(cast.ana)[0].seen_at >= timedelta(minutes=59)
        seeing.flush()
        db.session.rollback()
        assert rows_of(cast.ana)[0].seen_at == now()
        is_in(ana)
        assert not seeing._waiting


def test_ended_sessions_are_told_for_their_sockets(browser_of, cast, monkeypatch):
    from community.accounts.events import SessionsEnded
    from community.outbox import registry

    monkeypatch.setitem(registry.listeners, "SessionsEnded", ["test.lane"])
    ana = browser_of("ana")
    ana.post("/sign-out")
    told = db.session.scalars(
        db.select(OutboxEvent).where(OutboxEvent.name == SessionsEnded.__name__)
    ).all()
    assert [event.payload["user_id"] for event in told] == [cast.people["ana"]]


def ask_email(browser, email):
    answer = browser.post("/settings/email", data={"email": email, "current": PASSWORD})
    assert answer.status_code == 303
    return link_path(mail_to(email), "/confirm-email/")


def test_a_new_password_ends_the_wish_for_another_address(browser_of, client, cast):
    """An intruder asks for a new address; the owner resets the password: that must be the end."""
    path = ask_email(browser_of("ana"), "thief@example.com")
    assert "account “ana”" in client.get(path).text
    reset = link_path(ask_reset(client)[1], "/reset-password/")
    assert client.post(reset, data={"password": "three odd words"}).status_code == 303
    assert client.post(path).status_code == 410
    assert cast.ana.email == "ana@example.com"


def test_only_the_newest_link_to_a_new_address_works(browser_of, client, cast):
    typo = ask_email(browser_of("ana"), "stranger@example.com")
    right = ask_email(browser_of("ana"), "ana.new@example.com")
    assert client.post(typo).status_code == 410
    assert client.post(right).status_code == 303
    assert cast.ana.email == "ana.new@example.com"


def test_one_address_cannot_have_keys_mailed_to_everybody(client, cast):
    answers = [
        client.post("/reset-password", data={"email": f"a{n}@example.com"}).status_code
        for n in range(101)
    ]
    assert answers[99:] == [303, 429]

"""Signing in, out and up, as a browser does it."""

import re

import pytest

from community.accounts import people, sessions
from community.accounts.models import User, UserSession
from community.clock import moved_by
from community.extensions import db
from tests import mailbox
from tests.accounts.conftest import field, link_path, mail_to, token
from tests.cast import PASSWORD


def sign_in(client, email="ana@example.com", password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def is_in(client) -> bool:
    return client.get("/settings/profile").status_code == 200


def test_a_customer_signs_in_and_goes_on_where_they_wished(client, cast):
    answer = sign_in(client, next="/c/help?x=1")
    assert answer.status_code == 303 and answer.location == "/c/help?x=1"
    assert is_in(client)


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil", "x"])
def test_next_never_leads_to_another_site(client, cast, evil):
    assert sign_in(client, next=evil).location == "/"


def test_the_cookie_is_not_for_scripts_and_lives_thirty_days(client, cast):
    cookie = sign_in(client).headers["Set-Cookie"]
    assert cookie.startswith("hearth_session=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Expires=" in cookie


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, cast):
    wrong = sign_in(client, password="not the password")
    unknown = sign_in(client, email="nobody@example.com", password="not the password")
    assert wrong.status_code == unknown.status_code == 422
    page = "Mail address and password do not belong together."
    assert page in wrong.text and page in unknown.text
    assert 'value="nobody@example.com"' in unknown.text and "not the password" not in unknown.text


def test_an_unknown_address_costs_a_hash_too(client, cast, monkeypatch):
    from community.accounts import passwords

    seen = []
    real = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda h, p: seen.append(h) or real(h, p))
    sign_in(client, email="nobody@example.com")
    assert seen == [None] and passwords._nobodys().startswith("$argon2")


def test_guessing_is_slowed_and_keeps_the_form(client, cast):
    for _ in range(10):
        assert sign_in(client, password="wrong wrong").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert 'value="ana@example.com"' in answer.text
    assert sign_in(client, email="ben@example.com").status_code == 303


def test_signing_out_ends_the_session_for_a_copied_cookie(client, app, cast):
    sign_in(client)
    thief = app.test_client()
    thief.set_cookie("hearth_session", client.get_cookie("hearth_session").value)
    assert is_in(thief)
    assert client.get("/sign-out").status_code == 200
    assert is_in(thief), "a GET must change nothing"
    assert client.post("/sign-out").status_code == 303
    assert not is_in(client) and not is_in(thief)


def test_a_session_fixed_before_does_not_live_on(client, app, cast):
    client.get("/sign-in")
    before = client.get_cookie("hearth_session").value
    sign_in(client)
    with client.session_transaction() as after:
        token_after = after.get("csrf_token")
    other = app.test_client()
    other.set_cookie("hearth_session", before)
    assert not is_in(other)
    with other.session_transaction() as fixed:
        assert fixed["csrf_token"] != token_after


def test_signing_in_again_ends_the_session_before(client, cast):
    sign_in(client)
    first = db.session.scalars(db.select(UserSession)).all()[-1].id
    sign_in(client, email="ben@example.com")
    assert db.session.get(UserSession, first).ended_by == "replaced"


def test_an_idle_session_dies_after_thirty_days(client, cast):
    from datetime import timedelta

    sign_in(client)
    with moved_by(timedelta(days=31)):
        assert not is_in(client)


def test_a_made_up_or_strange_cookie_is_nobody(app, cast):
    for key in ("nonsense", 7, ["x"], None):
        client = app.test_client()
        with client.session_transaction() as kept:
            kept[sessions.COOKIE_KEY] = key
        assert client.get("/settings/profile").status_code == 303
    client = app.test_client()
    client.set_cookie("remember_token", "1|x")
    sign_in(client)
    assert is_in(client)


def apply(client, **values):
    data = {
        "name": "Nora Nagel",
        "username": "nora",
        "email": "nora@example.com",
        "password": "three odd words",
    }
    return client.post("/sign-up", data=data | values)


def test_signing_up_needs_the_mailed_link_and_one_press(client, cast):
    assert apply(client).status_code == 303
    assert people.by_username("nora") is None
    path = link_path(mail_to("nora@example.com"), "/confirm-email/")
    assert client.get(path).status_code == 200
    assert people.by_username("nora") is None, "a GET must change nothing"
    answer = client.post(path)
    assert answer.status_code == 303 and is_in(client)
    nora = people.by_username("nora")
    assert nora.email == "nora@example.com" and nora.email_confirmed_at and nora.roles == "customer"
    assert client.get(path).status_code == 410 and client.post(path).status_code == 410


def test_another_browser_confirms_with_the_password_only(client, app, cast):
    apply(client)
    path = link_path(mail_to("nora@example.com"), "/confirm-email/")
    other = app.test_client()
    assert 'type="password"' in other.get(path).text
    assert other.post(path, data={"password": "guess guess"}).status_code == 422
    assert people.by_username("nora") is None
    assert other.post(path, data={"password": "three odd words"}).status_code == 303
    assert is_in(other)


def test_pressing_twice_makes_one_account_and_either_mail_will_do(client, cast):
    apply(client)
    first = link_path(mail_to("nora@example.com"), "/confirm-email/")
    apply(client)
    second = link_path(mail_to("nora@example.com"), "/confirm-email/")
    assert first != second
    assert client.post(first).status_code == 303
    client.post("/sign-out")
    assert client.post(second, data={"password": "wrong wrong"}).status_code == 422
    assert len(db.session.scalars(db.select(User).where(User.name == "Nora Nagel")).all()) == 1


def test_what_nobody_confirmed_is_forgotten_after_a_week(client, cast):
    from datetime import timedelta

    from community.accounts.models import OneTimeKey
    from community.outbox import working

    apply(client)
    mail_to("nora@example.com")
    with moved_by(timedelta(days=7)):
        working.drain()
        assert db.session.scalars(db.select(OneTimeKey)).all()
    with moved_by(timedelta(days=9)):
        working.drain()
        assert db.session.scalars(db.select(OneTimeKey)).all() == []


def test_the_link_dies_after_a_day(client, cast):
    from datetime import timedelta

    apply(client)
    path = link_path(mail_to("nora@example.com"), "/confirm-email/")
    with moved_by(timedelta(hours=25)):
        assert client.post(path).status_code == 410


def test_signing_up_with_a_known_address_looks_the_same_and_mails_the_owner(client, cast):
    fresh = apply(client)
    known = apply(client, username="nora2", email="ANA@example.com")
    assert (fresh.status_code, fresh.location) == (known.status_code, known.location)
    assert "already" in mail_to("ana@example.com")["Subject"]
    assert client.get("/u/nora2").status_code == 404
    assert client.get("/u/nora").status_code == 404, "else the profile would tell"


def test_a_name_taken_while_the_mail_lay_unread_gets_a_number(client, app, cast):
    apply(client)
    other = app.test_client()
    apply(other, email="other@example.com")
    other.post(link_path(mail_to("other@example.com"), "/confirm-email/"))
    client.post(link_path(mail_to("nora@example.com"), "/confirm-email/"))
    assert people.by_email("nora@example.com").username == "nora2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "\u202e\u200b"),
        ("name", "x" * 81),
        ("name", "Hearth Support"),
        ("name", "Sam Sato"),
        ("username", ""),
        ("username", "x"),
        ("username", "a b"),
        ("username", "наташа"),
        ("username", "x" * 31),
        ("username", "ANA"),
        ("username", "admin"),
        ("username", "supp0rt_team"),
        ("email", ""),
        ("email", "no address"),
        ("email", "a@b.c\nBcc: all@example.com <"),
        ("email", f"{'x' * 250}@example.com"),
        ("password", ""),
        ("password", "short"),
        ("password", "x" * 1001),
        ("password", "aaaaaaaaaaaa"),
        ("password", "nora@example.com"),
    ],
)
def test_a_bad_field_is_refused_with_the_rest_still_there(client, cast, name, value):
    answer = apply(client, **{name: value})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    kept = "nora@example.com" if name != "email" else "Nora Nagel"
    assert kept in answer.text and "three odd words" not in answer.text
    assert mail_to("nora@example.com") is None


def test_a_ten_megabyte_form_is_too_large(client, cast):
    answer = client.post("/sign-up", data={"name": "x" * 10_000_000})
    assert answer.status_code == 413


def test_control_characters_never_reach_a_name(client, cast):
    apply(client, name="No\x00ra\u202e\r\nNagel")
    client.post(link_path(mail_to("nora@example.com"), "/confirm-email/"))
    assert people.by_username("nora").name == "Nora Nagel"


def ask_code(client, email="ana@example.com"):
    answer = client.post("/sign-in/code", data={"email": email, "next": "/queue"})
    mail = mail_to(email)
    return answer, re.search(r"\b(\d{6})\b", mailbox.text(mail)).group(1) if mail else None


def try_code(client, code, email="ana@example.com"):
    return client.post("/sign-in/code", data={"email": email, "code": code, "next": "/queue"})


def test_a_mailed_code_signs_in_once(client, app, cast):
    answer, code = ask_code(client)
    assert answer.status_code == 200 and code not in answer.text
    again = try_code(client, f" {code[:3]} {code[3:]} ")
    assert again.status_code == 303 and again.location == "/queue"
    assert is_in(client)
    assert try_code(app.test_client(), code).status_code == 422


def test_five_wrong_codes_kill_the_right_one(client, cast):
    _, code = ask_code(client)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert try_code(client, wrong).status_code == 422
    assert try_code(client, code).status_code == 422
    assert not is_in(client)


def test_guessing_codes_is_limited_over_many_codes(client, cast):
    answers = []
    for _ in range(4):
        _, code = ask_code(client)
        wrong = "000000" if code != "000000" else "111111"
        answers += [try_code(client, wrong).status_code for _ in range(4)]
    assert answers[-1] == 429


def test_a_code_dies_after_ten_minutes_and_when_a_newer_one_comes(client, cast):
    from datetime import timedelta

    _, first = ask_code(client)
    _, second = ask_code(client)
    if first != second:
        assert try_code(client, first).status_code == 422
    with moved_by(timedelta(minutes=11)):
        assert try_code(client, second).status_code == 422


def test_an_unknown_address_gets_the_same_page_and_no_mail(client, cast):
    known, _ = ask_code(client)
    unknown, code = ask_code(client, "nobody@example.com")
    assert code is None and unknown.status_code == 200
    strip = re.compile(r'(?:value|at)="[^"]*"|ana@|nobody@')  # `at` is when the page was made
    assert strip.sub("", known.text) == strip.sub("", unknown.text)


def test_a_code_is_nowhere_in_the_database(client, cast):
    from sqlalchemy import text

    _, code = ask_code(client)
    for table in ("one_time_keys", "outbox_events"):
        rows = db.session.execute(text(f"select * from {table}")).all()
        assert rows and not any(f"'{code}'" in repr(tuple(row)) for row in rows)


def test_the_sign_in_page_offers_the_code_with_its_own_address(client, cast, strict):
    html = client.get("/sign-in?next=/queue").text
    data = {
        "csrf_token": field(html, "csrf_token"),
        "email": "ana@example.com",
        "password": "",
        "next": field(html, "next"),
    }
    answer = client.post("/sign-in/code", data=data)
    assert answer.status_code == 200 and field(answer.text, "next") == "/queue"


def test_a_signed_in_person_is_not_asked_again(browser_of, cast):
    ana = browser_of("ana")
    assert ana.get("/sign-in?next=/queue").location == "/queue"
    assert ana.get("/sign-up").status_code == 303
    assert ana.get("/sign-in/code").status_code == 303


def test_visitors_are_sent_to_sign_in_and_back(client, cast):
    answer = client.get("/settings/sessions?a=1")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/settings/sessions%3Fa%3D1"
    assert client.get(answer.location).status_code == 200
    assert token(client, answer.location)
    assert isinstance(cast.ana, User)

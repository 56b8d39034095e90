"""The session's cookie is read once a minute, and believed only where its signature is right."""

import pytest

from community.accounts import sessions
from community.accounts.cookies import RememberedCookies
from community.accounts.models import User, UserSession
from community.extensions import db, writing


@pytest.fixture
def cookies(app):
    return RememberedCookies()


def signed(app, cookies, **values):
    return cookies.get_signing_serializer(app).dumps(values)


def opened(app, cookies, cookie):
    with app.test_request_context(headers={"Cookie": f"hearth_session={cookie}"}) as context:
        return cookies.open_session(app, context.request)


def test_a_remembered_cookie_says_the_same_to_each_request_apart(app, cookies):
    cookie = signed(app, cookies, k="a key", words=["one"])
    first = opened(app, cookies, cookie)
    first["words"].append("two")
    first["more"] = "new"
    assert dict(opened(app, cookies, cookie)) == {"k": "a key", "words": ["one"]}


def test_a_forged_cookie_is_never_believed(app, cookies):
    cookie = signed(app, cookies, k="a key")
    assert opened(app, cookies, cookie)
    forged = cookie[:-2] + ("aa" if cookie[-2:] != "aa" else "bb")
    assert not opened(app, cookies, forged)
    assert not opened(app, cookies, forged)


def test_an_ended_session_ends_though_its_cookie_is_remembered(app, cast, browser_of):
    ana = browser_of("ana")
    assert "data-me" in ana.get("/").text
    thief = app.test_client()
    thief.set_cookie("hearth_session", ana.get_cookie("hearth_session").value)
    assert "data-me" in thief.get("/").text
    ana.post("/sign-out")
    assert "data-me" not in thief.get("/").text


def test_only_the_most_recent_ones_are_kept(app, cookies, monkeypatch):
    monkeypatch.setattr("community.accounts.cookies.KEPT", 3)
    for number in range(5):
        opened(app, cookies, signed(app, cookies, k=number))
    assert len(cookies._right) == 3


def test_the_reader_is_a_record_the_session_knows(app, cast, browser_of):
    browser_of("ana")
    key_hash = db.session.query(UserSession.key_hash).limit(1).scalar()
    user = sessions.user_of_hash(key_hash)
    assert user in db.session and db.session.get(User, user.id) is user
    with writing():
        user.name = "Ana Anders"
    assert db.session.get_one(User, user.id).name == "Ana Anders"
    db.session.remove()
    assert sessions.user_of_hash(key_hash).name == "Ana Anders"

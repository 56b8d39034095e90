"""What was typed survives an expired token, another tab's signing out, and an ended session."""

import re
from html import unescape

import pytest

from community.accounts import sessions
from community.accounts.models import User
from community.extensions import db, writing
from tests.accounts.conftest import field, token
from tests.cast import PASSWORD

FIELDS = ("name", "about", "time_zone", "once")
TYPED = {
    "name": "Ana & Co",
    "about": 'My "new" lines\nand <b>more</b>',
    "body": "\nA long text &amp; <script>alert(1)</script>",
    "time_zone": "",
    "once": "abcdefgh1234",
}


def textarea(html: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n(.*?)</textarea>', html, re.S)
    return unescape(found.group(1))


def press(client, answer):
    """Send the form of a page as it stands."""
    html = answer.text
    data = {
        unescape(re.search(r'name="([^"]*)"', tag).group(1)): unescape(
            re.search(r'value="([^"]*)"', tag).group(1)
        )
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", html)
    }
    data["body"] = textarea(html, "body")
    action = re.search(r'<form method="post" action="([^"]*)"[^>]*data-once-more', html).group(1)
    return client.post(unescape(action), data=data)


def test_an_expired_token_asks_for_one_more_press_with_everything_in_it(strict, browser_of):
    ana = browser_of("ana")
    answer = ana.post("/settings/profile?x=1", data={**TYPED, "csrf_token": "old", "password": "p"})
    assert answer.status_code == 422 and "no-store" in answer.headers["Cache-Control"]
    assert textarea(answer.text, "body") == TYPED["body"]
    assert field(answer.text, "about") == TYPED["about"]
    assert field(answer.text, "once") == TYPED["once"]
    assert "<script>alert" not in answer.text and 'value="p"' not in answer.text
    assert press(ana, answer).status_code == 303
    assert db.session.scalar(db.select(User.about).where(User.username == "ana")) == TYPED["about"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_another_site_is_not_sent_on_by_one_press(strict, browser_of, client, headers):
    forged = browser_of("ana").post("/settings/profile", data=TYPED, headers=headers)
    assert forged.status_code == 400
    assert "alert(1)" not in forged.text
    unsigned = client.post("/settings/profile", data=TYPED, headers=headers)
    assert unsigned.status_code in {303, 400} and "alert(1)" not in unsigned.text


def test_own_origin_is_ours(strict, browser_of):
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = browser_of("ana").post("/settings/profile", data=TYPED, headers=headers)
    assert answer.status_code == 422


def test_a_script_gets_a_problem_and_no_page(strict, browser_of):
    headers = {"Accept": "application/json"}
    answer = browser_of("ana").post("/settings/profile", data=TYPED, headers=headers)
    assert answer.status_code == 400 and answer.mimetype == "application/problem+json"


def test_an_ended_session_shows_the_sign_in_page_with_the_text_and_sends_it_on(strict, browser_of):
    ana = browser_of("ana")
    stale = token(ana, "/settings/profile")
    with writing():
        sessions.end_all(db.session.scalar(db.select(User.id).where(User.username == "ana")), "x")
    answer = ana.post("/settings/profile", data={**TYPED, "csrf_token": stale})
    assert answer.status_code == 401
    assert textarea(answer.text, "kept_in_body") == TYPED["body"]
    assert field(answer.text, "kept_action") == "/settings/profile"
    data = {
        "csrf_token": field(answer.text, "csrf_token"),
        "email": "ana@example.com",
        "kept_action": field(answer.text, "kept_action"),
        "kept_in_body": textarea(answer.text, "kept_in_body"),
        **{f"kept_in_{n}": field(answer.text, f"kept_in_{n}") for n in FIELDS},
    }
    wrong = ana.post("/sign-in", data=data | {"password": "wrong"})
    assert wrong.status_code == 422 and textarea(wrong.text, "kept_in_body") == TYPED["body"]
    data["csrf_token"] = field(wrong.text, "csrf_token")
    once_more = ana.post("/sign-in", data=data | {"password": PASSWORD})
    assert once_more.status_code == 422 and "data-once-more" in once_more.text
    assert press(ana, once_more).status_code == 303
    assert db.session.scalar(db.select(User.name).where(User.username == "ana")) == "Ana & Co"


def test_without_any_cookie_the_text_survives_too(strict, client):
    answer = client.post("/settings/profile", data=TYPED)
    assert answer.status_code == 401
    assert textarea(answer.text, "kept_in_body") == TYPED["body"]


def test_a_mere_button_goes_to_the_sign_in_page_and_back(strict, app, client):
    app.config["WTF_CSRF_ENABLED"] = False
    answer = client.post(
        "/settings/sessions/7",
        data={"_method": "DELETE", "once": "abcdefgh1234"},
        headers={"Referer": "http://localhost/settings/sessions"},
    )
    assert answer.status_code == 303 and answer.location == "/sign-in?next=/settings/sessions"


def test_a_kept_form_cannot_lead_to_another_site(client, cast):
    for action in ("//evil.example/x", "https://evil.example", "javascript:alert(1)"):
        data = {
            "email": "ana@example.com",
            "password": PASSWORD,
            "kept_action": action,
            "kept_in_body": "text",
        }
        answer = client.post("/sign-in", data=data)
        assert answer.status_code == 303 and answer.location == "/"


def test_a_path_that_looks_like_another_host_is_not_kept(strict, browser_of):
    answer = browser_of("ana").post("//evil.example/x", data=TYPED)
    assert "evil.example" not in answer.text

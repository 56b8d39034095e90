"""What another site's page can do in a browser that is signed in here: nothing."""

import json

import pytest

from community import create_app, ratelimit
from community.extensions import db, writing
from config import Settings
from tests.cast import PASSWORD
from tests.forum.written import written_thread
from tests.house.test_every_route_has_a_policy import rows
from tests.house.test_hostile_input import addresses, values, visit  # noqa: F401

#: signed links, which carry their own permission
OWN_KEY = ("/stop/",)
TYPES = (
    {"data": {"body": "x", "title": "A long title", "_method": "DELETE"}},
    {"data": {"body": "x", "csrf_token": "forged"}},
    {"data": json.dumps({"body": "x", "csrf_token": ""}), "content_type": "application/json"},
    {"data": b"body=x", "content_type": "text/plain"},
    {"data": {"body": "x"}, "content_type": "multipart/form-data"},
    {"data": b"", "headers": {"X-CSRFToken": "forged"}},
)
PATHS = """/ /nope /sign-in /index.atom /sitemap.xml /robots.txt /search /healthz /queue /stop/x
/search/suggest?q=a /uploads/a.png /static/nope.js /t/999 /news.atom /status"""
FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def guarded(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setattr(ratelimit, "spend", lambda *key: None)
    return app


@pytest.mark.slow
@pytest.mark.parametrize("who", [None, "ana", "admin"])
def test_a_form_of_another_site_changes_nothing(guarded, values, browser_of, who):  # noqa: F811
    browser = browser_of(who) if who else guarded.test_client()
    before = rows(db)
    for method, path in addresses(guarded, values):
        if method == "GET" or path.startswith(OWN_KEY):
            continue
        for body in TYPES:
            more = {**body, "headers": FOREIGN | body.get("headers", {})}
            answer = visit(browser, method, path, **more)
            assert answer.status_code in {400, 404, 405}, (method, path, answer.status_code)
            assert "csrf_token" not in answer.text or "act" in answer.text
    assert rows(db) == before


def test_somebody_elses_token_is_no_token(guarded, cast, browser_of):
    import re

    thread_id = written_thread(cast)
    theirs = re.search(r'csrf_token" value="([^"]+)"', browser_of("ben").get("/").text)[1]
    data = {"body": "In ana's name", "csrf_token": theirs}
    answer = browser_of("ana").post(f"/t/{thread_id}/posts", data=data, headers=FOREIGN)
    assert answer.status_code == 400


def test_a_cookie_from_before_signing_in_is_worth_nothing_after(app, cast, client):
    """Nor does the page know what an attacker put into the browser before."""
    client.get("/sign-in")
    with client.session_transaction() as kept:
        kept["k"], kept["planted"] = "planted", "planted"
    client.post("/sign-in", data={"email": "ana@example.com", "password": PASSWORD})
    with client.session_transaction() as now:
        assert now["k"] != "planted" and "planted" not in now
    thief = app.test_client()
    with thief.session_transaction() as kept:
        kept["k"] = "planted"
    assert thief.get("/settings/profile").status_code == 303


@pytest.fixture
def under_a_path(tmp_path):
    app = create_app(
        Settings(
            secret_key="only-for-tests-0123456789abcdef",
            public_url="https://example.com/community",
            var_dir=tmp_path,
            worker_inside=False,
        )
    )
    app.testing = True
    return app


def test_the_cookie_is_for_this_path_over_tls_and_for_no_script(under_a_path):
    with under_a_path.app_context(), writing():
        db.metadata.create_all(db.session.connection())
    answer = under_a_path.test_client().get("/community/sign-in")
    cookie = answer.headers["Set-Cookie"]
    for mark in ("Path=/community/", "Secure", "HttpOnly", "SameSite=Lax"):
        assert mark in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", PATHS.split())
def test_every_answer_says_what_a_browser_must_refuse(app, client, path):
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy or "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if answer.mimetype == "text/html":
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Cache-Control"]


def test_without_a_database_there_is_still_a_page_and_no_trace(under_a_path):
    """Its tables are missing: every page fails, the page about failures with it."""
    under_a_path.testing = False
    answer = under_a_path.test_client().get("/community/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "Traceback" not in answer.text and "SELECT" not in answer.text
    assert answer.headers["Content-Security-Policy"]

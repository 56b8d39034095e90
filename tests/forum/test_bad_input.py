"""What no browser of ours would send: other types, other shapes, too much, stale tokens."""

import io

import pytest

from community.forum.models import Post, Thread
from tests.forum.test_writing_pages import QUESTION, count
from tests.forum.written import written_thread

FORMS = ["/ask", "/t/1/posts", "/posts/1/edit", "/t/1/edit", "/preview", "/uploads", "/t/1/reading"]


@pytest.fixture
def thread_id(cast):
    return written_thread(cast, by="ana")


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"title": ["x"], "body": {"a": 1}}},
        {"data": b"\xff\xfe\x00body=%ZZ", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"body=x", "content_type": "text/plain"},
        {"data": {"body": (io.BytesIO(b"a file"), "body.txt"), "title": (io.BytesIO(b"x"), "t")}},
        {"data": {f"field{n}": "x" for n in range(300)}},
        {"data": {"_method": "DELETE"}},
    ],
    ids=["json", "bytes", "multipart", "plain", "files", "fields", "delete"],
)
def test_nothing_it_sends_breaks_the_server(browser_of, thread_id, path, sent):
    if "data" in sent and isinstance(sent["data"], dict):
        sent = {"data": {k: _fresh(v) for k, v in sent["data"].items()}}
    before = count(Thread), count(Post)
    answer = browser_of("ana").post(path, **sent)
    assert answer.status_code in {200, 204, 400, 405, 413, 415, 422}, answer.status_code
    assert "Traceback" not in answer.text
    assert (count(Thread), count(Post)) == before


def _fresh(value):
    return (io.BytesIO(b"a file"), value[1]) if isinstance(value, tuple) else value


@pytest.mark.parametrize("path", FORMS)
def test_ten_megabytes_are_too_large(browser_of, thread_id, path):
    answer = browser_of("ana").post(path, data={"body": "x" * 10_000_000})
    assert answer.status_code == 413


def test_scripts_get_a_problem_document(browser_of, thread_id):
    answer = browser_of("ana").get("/t/999999", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 404


@pytest.fixture
def guarded(whole_app):
    whole_app.config["WTF_CSRF_ENABLED"] = True
    yield
    whole_app.config["WTF_CSRF_ENABLED"] = False


def test_with_a_stale_token_the_text_survives(guarded, browser_of, client, thread_id):
    for browser in (browser_of("ana"), client):
        for path in ("/ask", f"/t/{thread_id}/posts"):
            answer = browser.post(path, data={**QUESTION, "csrf_token": "stale"})
            assert answer.status_code in {303, 400, 401, 422}
            text = answer.text
            if answer.status_code == 303:
                text = browser.get(answer.headers["Location"]).text
            assert "restarted" in text, (path, answer.status_code)


def test_a_form_of_another_site_changes_nothing(guarded, browser_of, thread_id):
    before = count()
    ana = browser_of("ana")
    ana.post(f"/t/{thread_id}/posts", data={"body": "Sent by a foreign page."})
    ana.post(f"/t/{thread_id}/still-broken")
    ana.delete(f"/t/{thread_id}/following")
    assert count() == before

"""Redirects stay here, and a form is refused before it can keep the server busy."""

import time

import pytest

from community.answering import local_path
from tests.cast import PASSWORD

AWAY = (
    "//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\\evil.example",
    "\t//evil.example",
)
AWAY += ("https://evil.example", "/\x00/evil.example", "/a\r\nSet-Cookie: a=b", "evil.example")


@pytest.mark.parametrize("text", AWAY)
def test_nobody_is_sent_to_another_site(app, client, cast, text):
    assert local_path(text) == "/"
    data = {"email": "ana@example.com", "password": PASSWORD, "next": text}
    answer = client.post("/sign-in", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("text", ["/t/7-a?page=2#p21", "/search?q=a%20b", "/tags/größe", "/a b"])
def test_a_path_of_ours_is_kept(text):
    assert local_path(text) == text


@pytest.mark.parametrize("body", [b"a&" * 2_000_000, b"a&" * 9_000, b"title=" + b"%41" * 400_000])
def test_a_form_of_too_many_or_too_large_fields_is_refused_at_once(client, body):
    began = time.process_time()
    answer = client.post("/ask", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert time.process_time() - began < 0.5

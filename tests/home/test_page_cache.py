"""What visitors get from memory, and what must never come from there."""

import pytest
from flask import Flask

from community import caching
from community.home import pages
from community.home.delivery import page_cache_of

HIT = "X-Hearth-Cache"


def read(app: Flask, path: str, **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client(use_cookies=False).get(path, headers=named)


def test_the_second_visitor_is_answered_from_memory(small: Flask):
    first, second = read(small, "/t/1"), read(small, "/t/1")
    assert (first.headers[HIT], second.headers[HIT]) == ("miss", "hit")
    assert first.data == second.data
    assert small.extensions["rendered"] == 1


def test_a_touch_makes_only_pages_with_that_tag_anew(small: Flask):
    for path in ("/t/1", "/t/2"):
        read(small, path)
    with small.app_context():
        caching.touch("thread:1")
    assert read(small, "/t/1").headers[HIT] == "miss"
    assert read(small, "/t/2").headers[HIT] == "hit"


def test_a_touch_of_the_site_makes_every_page_anew(small: Flask):
    read(small, "/t/1")
    with small.app_context():
        caching.touch(caching.EVERYTHING)
    assert read(small, "/t/1").headers[HIT] == "miss"


def test_a_page_made_before_a_touch_is_not_kept_after_it(small: Flask):
    small.extensions["during"] = lambda: caching.touch("thread:1")
    read(small, "/t/1")
    assert read(small, "/t/1").headers[HIT] == "miss"


@pytest.mark.parametrize("cookie", ["hearth_session=abc", "a=b; remember_token=7"])
def test_who_has_a_session_is_never_answered_from_memory(small: Flask, cookie: str):
    read(small, "/t/1")
    answer = read(small, "/t/1", Cookie=cookie)
    assert HIT not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert small.extensions["rendered"] == 2


def test_a_token_is_never_answered_from_memory(small: Flask):
    read(small, "/t/1")
    assert HIT not in read(small, "/t/1", Authorization="Bearer x").headers


def test_a_page_made_for_somebody_is_not_kept_for_visitors(small: Flask):
    read(small, "/t/1", Cookie="hearth_session=abc")
    assert read(small, "/t/1").headers[HIT] == "miss"


@pytest.mark.parametrize("path", ["/flash", "/private", "/missing", "/plain"])
def test_what_is_personal_or_not_found_is_not_kept(small: Flask, path: str):
    for _ in range(2):
        answer = read(small, path)
        assert HIT not in answer.headers
        assert caching.TAGS_HEADER not in answer.headers


def test_languages_are_kept_apart(small: Flask):
    german = read(small, "/t/1", Accept_Language="de-DE,de;q=0.9")
    assert german.data.endswith(b"de")
    assert read(small, "/t/1", Accept_Language="en").data.endswith(b"en")
    assert read(small, "/t/1", Accept_Language="de").headers[HIT] == "hit"


def test_pages_of_a_thread_are_kept_apart_and_campaign_marks_are_not(small: Flask):
    read(small, "/t/1?page=1")
    assert read(small, "/t/1?page=2").headers[HIT] == "miss"
    assert read(small, "/t/1?utm_source=mail&page=1").headers[HIT] == "hit"


def test_an_unknown_query_passes_by(small: Flask):
    assert HIT not in read(small, "/t/1?whatever=1").headers


def test_hosts_are_kept_apart_so_that_a_forged_one_poisons_nobody(small: Flask):
    read(small, "/t/1", Host="evil.example")
    assert read(small, "/t/1").headers[HIT] == "miss"


def test_who_has_the_page_hears_that_nothing_changed(small: Flask):
    etag = read(small, "/t/1").headers["ETag"]
    answer = read(small, "/t/1", If_None_Match=etag)
    assert (answer.status_code, answer.data) == (304, b"")
    with small.app_context():
        caching.touch("thread:1")
    assert read(small, "/t/1", If_None_Match=etag).status_code == 200


def test_a_page_lives_ten_seconds_at_most(small: Flask, monkeypatch: pytest.MonkeyPatch):
    read(small, "/t/1")
    later = pages.time.monotonic() + pages.LIVES + 0.1
    monkeypatch.setattr(pages.time, "monotonic", lambda: later)
    assert read(small, "/t/1").headers[HIT] == "miss"


def test_memory_is_bounded_and_the_least_read_page_goes(make_small):
    app = make_small(page_cache_mb=1)
    cache = page_cache_of(app)
    read(app, "/t/1")
    many = 1_000_000 // cache.pages.size
    for number in range(2, many + 2):
        read(app, "/t/1")
        read(app, f"/t/{number}")
    assert cache.pages.size <= 1_000_000
    assert read(app, "/t/1").headers[HIT] == "hit"
    assert read(app, "/t/2").headers[HIT] == "miss"


def test_nothing_is_left_when_all_is_dropped(small: Flask):
    for number in range(5):
        read(small, f"/t/{number}")
    with small.app_context():
        caching.touch(caching.EVERYTHING)
    kept = page_cache_of(small).pages
    assert (len(kept), kept.size, kept._by_tag) == (0, 0, {})

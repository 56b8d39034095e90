"""Announcements: out at their time, if the author may still announce; banners end."""

from datetime import timedelta

import pytest

from community import clock
from community.clock import now
from community.extensions import db, writing
from community.news.models import Announcement
from community.outbox.working import drain


@pytest.fixture
def max_(browser_of):
    return browser_of("max")


def announce(browser, **more):
    data = {"title": "Version 5", "body": "It is **here**.", "banner": "1"} | more
    return browser.post("/news", data=data)


def test_marketing_announces_and_everybody_reads_it(max_, client):
    answer = announce(max_)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert "<strong>here</strong>" in page
    assert "Agent" in page  # the badge, frozen: what Max was when writing
    assert "Version 5" in client.get("/news").text
    assert "Version 5" in client.get("/news.atom").text
    assert 'data-banner="news-1"' in client.get("/status").text


def test_a_scheduled_one_waits_for_its_time(max_, client):
    later = (now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    announce(max_, starts=later)
    drain()
    assert client.get("/news/1").status_code == 404
    assert "Version 5" not in client.get("/news").text
    with clock.moved_by(timedelta(hours=3)):
        drain()
        assert "Version 5" in client.get("/news").text
        assert 'data-banner="news-1"' in client.get("/status").text


def test_an_author_who_lost_the_right_publishes_nothing(max_, client, cast):
    later = (now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    announce(max_, starts=later)
    with writing():
        cast.max.roles = "customer"
    with clock.moved_by(timedelta(hours=3)):
        drain()
        assert client.get("/news/1").status_code == 404


def test_a_banner_falls_at_its_end_and_the_news_stays(max_, client):
    announce(max_, banner_days="2")
    with clock.moved_by(timedelta(days=3)):
        drain()
        assert "data-banner" not in client.get("/status").text
        assert "Version 5" in client.get("/news").text


def test_taken_back_it_is_nowhere(max_, client):
    announce(max_)
    assert max_.delete("/news/1").status_code == 303
    assert client.get("/news/1").status_code == 404
    assert "Version 5" not in client.get("/news").text + client.get("/news.atom").text
    assert "data-banner" not in client.get("/status").text


def test_a_wrong_slug_leads_to_the_right_one(max_, client):
    announce(max_)
    assert client.get("/news/1-wrong").headers["Location"].endswith("/news/1-version-5")


def test_a_double_click_announces_once(max_):
    for _click in range(2):
        announce(max_, once="abcdefghijkl")
    assert db.session.query(Announcement).count() == 1


@pytest.mark.parametrize("who", ["ana", "sam"])
def test_others_cannot_announce(browser_of, who):
    assert announce(browser_of(who)).status_code == 403


@pytest.mark.parametrize(
    "bad", [{"title": ""}, {"body": ""}, {"title": "x" * 201}, {"starts": "soon"}]
)
def test_a_refused_one_keeps_its_text(max_, bad):
    answer = announce(max_, **({"title": "My title", "body": "My text"} | bad))
    assert answer.status_code == 422
    assert "My t" in answer.text

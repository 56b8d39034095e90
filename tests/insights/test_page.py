"""The page: who may see it, what it says of much, of little and of nothing."""

import random
from datetime import timedelta

import pytest

from community import clock
from tests.insights.written import MINUTE, NOON, asked, count, solved


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def many(cast, number: int = 120) -> None:
    """Questions over 20 weeks, at any hour, some unanswered, some solved."""
    chance = random.Random(3)
    for one in range(number):
        at = NOON - timedelta(minutes=chance.randrange(60, 20 * 7 * 1440))
        took = None if one % 5 == 0 else chance.randrange(5, 3000) * MINUTE
        thread_id = asked(cast, at, took, by=chance.choice(["sam", "ben"]))
        if one % 5 == 1 and at + took + MINUTE < NOON:
            solved(cast, thread_id, at + took + MINUTE)


def test_before_the_first_count_it_says_so(browser_of):
    assert "Nothing is counted yet" in browser_of("sam").get("/insights").text


def test_an_empty_community_has_a_clear_page(app, browser_of):
    count()
    page = browser_of("sam").get("/insights").text
    assert "Nobody asked anything in these weeks" in page


def test_it_shows_what_was_counted(cast, browser_of):
    many(cast)
    count()
    page = browser_of("sam").get("/insights").text
    assert "Half have a useful reply within" in page
    __import__("pathlib").Path("/tmp/page.html").write_text(page)
